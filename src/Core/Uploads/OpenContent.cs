using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Opens a completed file for reading. Never before completion.</summary>
public sealed class OpenContent(UploadSessions sessions, IContentStore contents)
{
    /// <summary>Opens the file; whoever called disposes of the stream.</summary>
    public async Task<Outcome<OpenedContent>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("open content", upload.Id);
        return activity.Ended(await OpenAsync(upload, cancellationToken));
    }

    private async Task<Outcome<OpenedContent>> OpenAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(upload, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is not UploadState.Completed)
        {
            return session.State is UploadState.Open or UploadState.Committing
                ? FailureCatalogue.UploadNotComplete()
                : OpenRule.Ended(session);
        }

        var content = await contents.OpenAsync(session.Blob, cancellationToken);
        return content is null ? FailureCatalogue.UploadNotFound() : new OpenedContent(session, content);
    }
}
