using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>The advice that can be given without a storage call: with every answer, an error above all.</summary>
public sealed class CurrentAdvice(NetworkRecorder network, TransferAdvisor advisor, TransferMetrics metrics, TimeProvider clock)
{
    /// <summary>Advice for an upload, from what this instance remembers of it; for one that it does not know, or for none, what a new client gets.</summary>
    public TransferAdvice Of(UploadId? id)
    {
        var now = clock.GetUtcNow();
        var given = id is { } upload && network.LastSeen(upload) is { } session
            ? advisor.Advise(session.Session.LengthBytes ?? 0, network.Known(session), now)
            : advisor.Advise(0, NetworkCounters.Zero, now);
        metrics.Advised(given);
        return given;
    }
}
