using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>Gives an upload up for good, or removes its file. One that was given up before is gone: that is told, and what is left of it is discarded once more.</summary>
public sealed class TerminateUpload(CancelUpload cancelUpload, FindPosition findPosition, PrefixCache prefixes)
{
    /// <summary>Terminates it.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="removesFile">Whether the file of a completed upload is removed; else such an upload is refused.</param>
    /// <param name="clientGone">Ends the first look. Once begun, the work goes on when the client goes away.</param>
    /// <returns>Null when it is gone now, else why not.</returns>
    public async Task<Failure?> RunAsync(NamedUpload upload, bool removesFile, CancellationToken clientGone)
    {
        var before = await findPosition.RunAsync(upload, clientGone);
        prefixes.Forget(upload.Id);
        var outcome = await (removesFile ? cancelUpload.TerminateAsync(upload.Id, CancellationToken.None) : cancelUpload.RunAsync(upload.Id, CancellationToken.None));
        return before.Failure is { Code: FailureCodes.UploadCancelled } gone ? gone : outcome.Failure;
    }
}
