using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Network;

/// <summary>Writes counters where bytes are on their way to storage, whichever protocol they came by.</summary>
internal static class CounterWriting
{
    /// <summary>
    /// Writes what is due. A store that does not take it is logged and no failure: counters serve advice alone, and go out with
    /// a later chunk.
    /// </summary>
    public static async Task TryWriteIfDueAsync(
        this NetworkRecorder network, StoredSession session, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            await network.WriteIfDueAsync(session, cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            CoreLog.CountersNotWritten(log, fault, session.Session.Id);
        }
    }
}
