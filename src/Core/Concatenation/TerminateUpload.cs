using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Gives an upload up for good, or removes its file. An upload whose bytes are all there is given up as it is, and not completed
/// first. One that was given up before is gone: that is told, and what is left of it is discarded once more.
/// </summary>
public sealed class TerminateUpload(
    CancelUpload cancelUpload, RemoveWithParts removeWithParts, UploadSessions sessions, PrefixCache prefixes, BodiesUnderWay bodies)
{
    /// <summary>Terminates it.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="removesFile">
    /// Whether the file of a completed upload is removed; else an upload that is completed, or being committed, is refused.
    /// </param>
    /// <param name="clientGone">Ends the first look. Once begun, the work goes on when the client goes away.</param>
    /// <returns>Null when it is gone now, else why not.</returns>
    public async Task<Failure?> RunAsync(NamedUpload upload, bool removesFile, CancellationToken clientGone)
    {
        if (await sessions.FindAsync(upload, clientGone) is not { } found)
        {
            return FailureCatalogue.UploadNotFound();
        }

        await bodies.EndAsync(upload.Id, clientGone);
        prefixes.Forget(upload.Id);
        var seen = new NamedUpload(upload.Id, found);
        var outcome = removesFile
            ? await cancelUpload.TerminateAsync(seen, CancellationToken.None)
            : await cancelUpload.GiveUpAsync(seen, CancellationToken.None);
        if (outcome.TryGet(out var ended, out var failure) && ended.State is UploadState.Removed)
        {
            await removeWithParts.ReleaseAsync(ended, CancellationToken.None);
        }

        return found.Session.State is UploadState.Cancelled or UploadState.Removed ? OpenRule.Ended(found.Session) : failure;
    }
}
