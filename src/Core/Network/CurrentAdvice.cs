using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>The advice that goes out with an answer: what the verb advised, else what can be said without a storage call. Measured once, as it is sent.</summary>
public sealed class CurrentAdvice(NetworkRecorder network, TransferAdvisor advisor, TransferMetrics metrics, TimeProvider clock)
{
    /// <summary>Advice for an upload, from what this instance remembers of it; for one that it does not know, or for none, what a new client gets.</summary>
    /// <param name="id">The upload; null for none.</param>
    /// <param name="given">What the verb that worked on it advised; null where it advised nothing.</param>
    public TransferAdvice Of(UploadId? id, TransferAdvice? given = null)
    {
        var advice = given ?? Known(id);
        metrics.Advised(advice);
        return advice;
    }

    private TransferAdvice Known(UploadId? id)
    {
        var now = clock.GetUtcNow();
        return id is { } upload && network.LastSeen(upload) is { } session
            ? advisor.Advise(session.Session.LengthBytes ?? 0, network.Known(session), now)
            : advisor.Advise(0, NetworkCounters.Zero, now);
    }
}
