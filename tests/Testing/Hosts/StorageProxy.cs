using System.Collections.Concurrent;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Testing.Hosts;

/// <summary>
/// Stands between a host and its storage on the wire: counts the requests, and makes storage fail when a test wants it to.
/// </summary>
public sealed class StorageProxy : IAsyncDisposable
{
    private const string EmulatorShorthand = "UseDevelopmentStorage=true";
    private const string Emulator =
        $"AccountName={Azurite.AzuriteFixture.AccountName};AccountKey={Azurite.AzuriteFixture.AccountKey};"
        + $"BlobEndpoint=http://127.0.0.1:10000/{Azurite.AzuriteFixture.AccountName};"
        + $"TableEndpoint=http://127.0.0.1:10002/{Azurite.AzuriteFixture.AccountName};";

    private readonly List<HttpRelay> _relays = [];
    private readonly ConcurrentQueue<RelayedRequest> _requests = new();
    private volatile Func<RelayedRequest, RelayMoment, ValueTask<RelayVerdict>> _rule = PassAll;

    /// <param name="connectionString">An emulator's connection string: over http, with its endpoints.</param>
    public StorageProxy(string connectionString)
    {
        var settings = (connectionString.Trim(';') == EmulatorShorthand ? Emulator : connectionString)
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(setting => setting[0], setting => setting[1]);
        foreach (var endpoint in (string[])["BlobEndpoint", "TableEndpoint"])
        {
            var server = new Uri(settings[endpoint]);
            var relay = new HttpRelay(endpoint[..^"Endpoint".Length], server, JudgeAsync);
            _relays.Add(relay);
            settings[endpoint] = $"http://127.0.0.1:{relay.Port}{server.AbsolutePath}";
        }

        ConnectionString = string.Join(';', settings.Select(setting => $"{setting.Key}={setting.Value}"));
    }

    /// <summary>The connection string of storage behind the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>Every request that came, in order, whatever became of it.</summary>
    public IReadOnlyCollection<RelayedRequest> Requests => _requests;

    /// <summary>Hands everything on.</summary>
    public void Pass() => _rule = PassAll;

    /// <summary>Does the same to every request from now on.</summary>
    public void Always(RelayVerdict verdict) => Obey((_, moment) => moment is RelayMoment.Request ? verdict : RelayVerdict.Pass);

    /// <summary>
    /// Asks a rule about every request, and again about its answer. The rule may be asked by several connections at once.
    /// </summary>
    public void Obey(Func<RelayedRequest, RelayMoment, RelayVerdict> rule) =>
        _rule = (request, moment) => ValueTask.FromResult(rule(request, moment));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }
    }

    private static ValueTask<RelayVerdict> PassAll(RelayedRequest request, RelayMoment moment) => ValueTask.FromResult(RelayVerdict.Pass);

    private ValueTask<RelayVerdict> JudgeAsync(RelayedRequest request, RelayMoment moment)
    {
        if (moment is RelayMoment.Request)
        {
            _requests.Enqueue(request);
        }

        return _rule(request, moment);
    }
}
