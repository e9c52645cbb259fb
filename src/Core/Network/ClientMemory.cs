using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>
/// Recalls how a client's link was, and remembers how it is now. It serves advice alone: it never throws and waits for
/// storage no longer than <see cref="WaitTimeout"/>; what does not work out is logged and left.
/// </summary>
public sealed class ClientMemory(
    INetworkProfileStore profiles, IProfileExpiryIndex expiries, NetworkOptions options, TimeProvider clock, ILogger<ClientMemory> log)
{
    /// <summary>How often a write is tried that loses the race against others.</summary>
    public const int MaxTries = 3;

    /// <summary>How long an upload waits for it at most.</summary>
    public static TimeSpan WaitTimeout { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// What a new upload of this client starts from; <see cref="NetworkCounters.Zero"/> where nothing is known. One storage
    /// call, none without a client.
    /// </summary>
    public async Task<NetworkCounters> RecallAsync(ClientKey? client, CancellationToken cancellationToken)
    {
        if (client is not { } known)
        {
            return NetworkCounters.Zero;
        }

        try
        {
            using var bounded = new Bounded(clock, cancellationToken);
            return await profiles.FindAsync(known, bounded.Token) is { } profile
                ? profile.StartOf(clock.GetUtcNow())
                : NetworkCounters.Zero;
        }
        catch (Exception fault)
        {
            // Whatever it is, an upload that starts as a stranger's helps more than one that does not.
            if (!cancellationToken.IsCancellationRequested)
            {
                CoreLog.ProfileNotRead(log, fault);
            }

            return NetworkCounters.Zero;
        }
    }

    /// <summary>
    /// Adds what was learned in an upload: two storage calls, three for a new client, some more where others write at the same
    /// time.
    /// </summary>
    /// <param name="client">The upload's client.</param>
    /// <param name="learned">What was learned, as <see cref="NetworkProfile.With"/> takes it.</param>
    /// <param name="ended">Whether the upload has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is remembered.</returns>
    public async Task<bool> RememberAsync(ClientKey client, NetworkCounters learned, bool ended, CancellationToken cancellationToken)
    {
        try
        {
            using var bounded = new Bounded(clock, cancellationToken);
            for (var tries = 0; tries < MaxTries; tries++)
            {
                if (await TryAsync(client, learned, ended, bounded.Token))
                {
                    return true;
                }
            }

            CoreLog.ProfileForestalled(log, MaxTries);
        }
        catch (Exception fault)
        {
            CoreLog.ProfileNotWritten(log, fault);
        }

        return false;
    }

    private async Task<bool> TryAsync(ClientKey client, NetworkCounters learned, bool ended, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = await profiles.FindAsync(client, cancellationToken);
        if (found is null)
        {
            // The index row first: a profile without one would never be swept, an index row without a profile costs one look.
            await expiries.FileAsync(new ProfileExpiry(ProfileExpiry.DayOf(now + options.ProfileLifetime), client), cancellationToken);
        }

        return await profiles.WriteAsync((found ?? NetworkProfile.New(client)).With(learned, ended, now), cancellationToken);
    }

    private sealed class Bounded : IDisposable
    {
        private readonly CancellationTokenSource _time;
        private readonly CancellationTokenSource _either;

        public Bounded(TimeProvider clock, CancellationToken cancellationToken)
        {
            _time = new CancellationTokenSource(WaitTimeout, clock);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, cancellationToken);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _time.Dispose();
        }
    }
}
