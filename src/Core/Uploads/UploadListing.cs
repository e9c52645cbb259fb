using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Keeps the lists of uploads beside the sessions.</summary>
/// <remarks>
/// A session is noted before it is written, so that none is missing; how it ended after that, and whoever lists finds out where an
/// instance died in between, since what is listed as open is looked up (<see cref="ListUploads"/>). Rows go before the session does, so
/// that the sweep finds again what it left; of a session that was never written it finds them by the entry in the expiry index.
/// </remarks>
public sealed class UploadListing(IUploadList list, ListsOptions options, ILogger<UploadListing> log)
{
    /// <summary>Whether lists are kept.</summary>
    public bool IsKept => options.Enabled;

    /// <summary>Notes a session that is about to be written.</summary>
    internal Task BeginAsync(UploadSession session, CancellationToken cancellationToken) =>
        options.Enabled ? list.NoteAsync(ListedUpload.Of(session), cancellationToken) : Task.CompletedTask;

    /// <summary>Notes how a session ended that has just been written. Does not fail for it.</summary>
    internal async Task TryEndAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (!options.Enabled)
        {
            return;
        }

        try
        {
            await list.NoteAsync(ListedUpload.Of(session), cancellationToken);
        }
        catch (Exception fault) when (fault is StorageUnavailableException or OperationCanceledException)
        {
            CoreLog.EndNotListed(log, fault, session.Id);
        }
    }

    /// <summary>Strikes out a session that is about to be removed, also where lists are not kept any more.</summary>
    internal Task RemoveAsync(UploadSession session, CancellationToken cancellationToken) =>
        RemoveAsync(ListPlace.Of(session), cancellationToken);

    /// <summary>Strikes out an upload that was listed and never started.</summary>
    internal Task RemoveAsync(ListPlace place, CancellationToken cancellationToken) => list.RemoveAsync(place, cancellationToken);
}
