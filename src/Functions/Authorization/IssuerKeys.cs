using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SmartTransfer.Functions.Authorization;

/// <summary>
/// The issuer's public keys, as its metadata names them: held for <see cref="Fresh"/>, fetched again when a token names one
/// that is not among them, and no longer trusted once the issuer has not confirmed them for <see cref="Trusted"/>. Many
/// requests share one fetch, and an issuer that does not answer is left alone for <see cref="Pause"/>.
/// </summary>
/// <remarks>
/// The library's own ConfigurationManager hides a refresh that failed: a token with a new key would then be called forged
/// while the truth is that nobody could look (docs/adr/0018).
/// </remarks>
/// <param name="issuer">Who the metadata must be of.</param>
/// <param name="metadataAddress">Where it is.</param>
/// <param name="documents">How it is fetched.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class IssuerKeys(
    string issuer, string metadataAddress, IDocumentRetriever documents, TimeProvider clock, ILogger<IssuerKeys> log)
{
    /// <summary>How long keys are taken without a look whether there are new ones.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>How long keys are taken that the issuer does not confirm because it does not answer.</summary>
    public static readonly TimeSpan Trusted = TimeSpan.FromHours(24);

    /// <summary>The least time between two fetches, whatever keys tokens name and whatever goes wrong.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private IReadOnlyList<SecurityKey>? _keys;
    private DateTimeOffset _fetchedAt;
    private DateTimeOffset _triedAt = DateTimeOffset.MinValue;
    private Exception? _failure;
    private Task? _fetch;

    /// <summary>The keys.</summary>
    /// <exception cref="IssuerUnavailableException">There are none that may still be trusted.</exception>
    public async Task<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SecurityKey>? keys;
        Task? fetch = null;
        lock (_lock)
        {
            var age = clock.GetUtcNow() - _fetchedAt;
            keys = _keys is not null && age < Trusted ? _keys : null;
            if (keys is null || age >= Fresh)
            {
                fetch = FetchUnlessTriedJustNow();
            }
        }

        if (keys is not null)
        {
            // Whatever a fetch gives, this request need not wait for it.
            return keys;
        }

        if (fetch is not null)
        {
            await fetch.WaitAsync(cancellationToken);
        }

        lock (_lock)
        {
            return _keys is not null && clock.GetUtcNow() - _fetchedAt < Trusted ? _keys : throw Unavailable();
        }
    }

    /// <summary>Looks for keys newer than these, unless that was done a moment ago.</summary>
    /// <returns>The newer ones; null where there are none.</returns>
    /// <exception cref="IssuerUnavailableException">The last look failed, so that nobody knows.</exception>
    public async Task<IReadOnlyList<SecurityKey>?> FindNewerAsync(IReadOnlyList<SecurityKey> known, CancellationToken cancellationToken)
    {
        Task? fetch;
        lock (_lock)
        {
            if (!ReferenceEquals(_keys, known))
            {
                return _keys;
            }

            fetch = FetchUnlessTriedJustNow();
        }

        if (fetch is not null)
        {
            await fetch.WaitAsync(cancellationToken);
        }

        lock (_lock)
        {
            return _failure is not null ? throw Unavailable() : ReferenceEquals(_keys, known) ? null : _keys;
        }
    }

    private IssuerUnavailableException Unavailable()
    {
        var wait = _triedAt + Pause - clock.GetUtcNow();
        return new IssuerUnavailableException(wait > TimeSpan.FromSeconds(1) ? wait : TimeSpan.FromSeconds(1), _failure);
    }

    private Task? FetchUnlessTriedJustNow()
    {
        if (_fetch is { IsCompleted: false })
        {
            return _fetch;
        }

        var now = clock.GetUtcNow();
        if (now - _triedAt < Pause)
        {
            return null;
        }

        _triedAt = now;
        return _fetch = Task.Run(FetchAsync);
    }

    private async Task FetchAsync()
    {
        try
        {
            // No request's own token: they share the fetch. The retriever bounds its time.
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync(metadataAddress, documents, CancellationToken.None);
            if (!string.Equals(metadata.Issuer, issuer, StringComparison.Ordinal))
            {
                // OpenID Connect Discovery 1.0, section 4.3: it must be the very issuer that was asked for.
                throw new InvalidDataException(
                    $"The metadata at {metadataAddress} belongs to the issuer '{metadata.Issuer}', not to '{issuer}'.");
            }

            if (metadata.SigningKeys.Count == 0)
            {
                throw new InvalidDataException($"The metadata at {metadataAddress} names no key.");
            }

            lock (_lock)
            {
                (_keys, _fetchedAt, _failure) = ([.. metadata.SigningKeys], clock.GetUtcNow(), null);
            }
        }
        catch (Exception fault)
        {
            AuthorizationLog.KeysNotFetched(log, fault, metadataAddress);
            lock (_lock)
            {
                _failure = fault;
            }
        }
    }
}
