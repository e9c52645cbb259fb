using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>Tells all that is remembered of a client's network across its uploads, and what a new one would be advised.</summary>
public sealed class GetClientNetwork(INetworkProfileStore profiles, TransferAdvisor advisor, NetworkOptions options, TimeProvider clock)
{
    /// <summary>
    /// Reads what is remembered. Of a client that is not known there is nothing, and the advice is that for any new client.
    /// Throws <see cref="StorageUnavailableException"/>.
    /// </summary>
    /// <param name="client">The client; null for one that cannot be known again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ClientNetworkReport> RunAsync(ClientKey? client, CancellationToken cancellationToken)
    {
        var profile = client is { } known ? await profiles.FindAsync(known, cancellationToken) : null;
        var now = clock.GetUtcNow();
        var start = profile?.StartOf(now) ?? NetworkCounters.Zero;
        var estimate = TransferAdvisor.Estimate(start, now);
        var advice = advisor.Advise(0, start, now);
        return new ClientNetworkReport(
            profile,
            estimate,
            advice,
            [AdviceReasons.Memory(client, profile, estimate), .. AdviceReasons.Of(estimate, advice, start, options)]);
    }
}
