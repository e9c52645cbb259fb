using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Quotas;

/// <summary>Strikes out an upload that has ended, or that was not started after all.</summary>
internal static class StrikeOut
{
    /// <summary>Does it, and throws nothing that storage does: what is left is found when the limit is reached, and by the sweep.</summary>
    public static async Task TryRemoveAsync(
        this IOpenUploads notes, ClientKey client, UploadId id, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            await notes.RemoveAsync(client, id, cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            CoreLog.OpenUploadNotStruckOut(log, fault, id);
        }
    }
}
