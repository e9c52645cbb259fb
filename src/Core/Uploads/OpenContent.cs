using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Opens a completed file for reading. Never before completion.</summary>
public sealed class OpenContent(ISessionStore sessions, IContentStore contents)
{
    /// <summary>Opens the file; whoever called disposes of the stream.</summary>
    public Task<Outcome<OpenedContent>> RunAsync(UploadId id, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("open content", id, (Use: this, id, cancellationToken), static call => call.Use.OpenAsync(call.id, call.cancellationToken));

    private async Task<Outcome<OpenedContent>> OpenAsync(UploadId id, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(id, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is not UploadState.Completed)
        {
            return session.State is UploadState.Open or UploadState.Committing ? FailureCatalogue.UploadNotComplete() : OpenRule.Ended(session);
        }

        var content = await contents.OpenAsync(id, cancellationToken);
        return content is null ? FailureCatalogue.UploadNotFound() : new OpenedContent(session, content);
    }
}
