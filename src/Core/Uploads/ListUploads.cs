using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Lists uploads. Those that are listed as ended are shown as they are listed; those that are listed as open are looked up, so that what
/// an instance did not come to note is seen, and noted.
/// </summary>
public sealed class ListUploads(IUploadList list, UploadListing listing, UploadSessions sessions)
{
    private const int AtOnce = 8;

    /// <summary>Reads a page.</summary>
    public async Task<Outcome<UploadPage>> RunAsync(ListQuery query, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("list uploads");
        return activity.Ended(await ReadAsync(query, cancellationToken));
    }

    private async Task<Outcome<UploadPage>> ReadAsync(ListQuery query, CancellationToken cancellationToken)
    {
        if (!listing.IsKept)
        {
            return FailureCatalogue.ListsNotKept();
        }

        // What is being committed is listed as open.
        var noted = query.State is UploadState.Committing ? query with { State = UploadState.Open } : query;
        if (await list.ReadAsync(noted, cancellationToken) is not { } page)
        {
            return FailureCatalogue.QueryInvalid("continuation", query.Continuation ?? string.Empty, "give the one of an earlier answer");
        }

        var shown = new List<ListedStatus>(page.Uploads.Count);
        foreach (var some in page.Uploads.Chunk(AtOnce))
        {
            var looked = await Task.WhenAll(some.Select(upload => LookAsync(upload, cancellationToken)));
            shown.AddRange(looked.OfType<ListedStatus>().Where(one => query.State is null || one.Upload.State == query.State));
        }

        return new UploadPage(shown, page.Continuation);
    }

    private async Task<ListedStatus?> LookAsync(ListedUpload upload, CancellationToken cancellationToken)
    {
        if (upload.EndedAt is not null)
        {
            return new ListedStatus(upload, null);
        }

        if (await sessions.FindAsync(upload.Id, cancellationToken) is not { Session: var session } found)
        {
            // It may be about to be started, as of then; after that nobody comes back to it.
            if (upload.CreatedAt + BeginUpload.StartKeepsFor + OpenSessions.StartTakes <= sessions.Now)
            {
                await list.RemoveAsync(upload.Place, cancellationToken);
            }

            return null;
        }

        if (upload.Place != ListPlace.Of(session))
        {
            // An attempt of its start left it that died: another one went on with it long after.
            await list.RemoveAsync(upload.Place, cancellationToken);
            return null;
        }

        if (session.ClosedAt is not null)
        {
            await listing.TryEndAsync(session, cancellationToken);
            return new ListedStatus(ListedUpload.Of(session), null);
        }

        var expiresAt = sessions.ExpiresAt(found);
        return session.State is UploadState.Open && sessions.CheckOpen(found) is not null
            ? new ListedStatus(ListedUpload.Of(session.MoveTo(UploadState.Expired, expiresAt)), null)
            : new ListedStatus(
                ListedUpload.Of(session), session is { State: UploadState.Open, Role: not UploadRole.Final } ? expiresAt : null);
    }
}
