using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Tells where an upload stands: from the session and the block list, as they are now.</summary>
public sealed class GetStatus(UploadSessions sessions, IBlockStore blocks, NetworkRecorder network, TransferAdvisor advisor)
{
    /// <summary>Reads the status, with no report of the client's.</summary>
    public Task<Outcome<UploadStatus>> RunAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        RunAsync(upload, null, cancellationToken);

    /// <summary>Reads the status. Works in every state, as long as anything of the upload is kept.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="report">What the client says its attempts since its last report cost; null when it says nothing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Outcome<UploadStatus>> RunAsync(NamedUpload upload, TransferReport? report, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("get status", upload.Id);
        return activity.Ended(await ReadAsync(upload, report, cancellationToken));
    }

    private async Task<Outcome<UploadStatus>> ReadAsync(NamedUpload upload, TransferReport? report, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(upload, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is UploadState.Open)
        {
            network.Report(found, report);
        }

        var expiresAt = sessions.ExpiresAt(found);
        if (session.State is UploadState.Open && sessions.CheckOpen(found) is not null)
        {
            // The sweep will say so in the store; until then the client hears the same.
            session = session.MoveTo(UploadState.Expired, expiresAt);
        }

        var listing = UploadMoves.IsTombstone(session.State) ? BlockListing.Empty : await BlocksAsync(session, cancellationToken);
        var ledger = session.LengthBytes is { } length ? Ledger.Read(length, listing) : Ledger.ReadOpenEnded(listing);
        var counters = network.Known(found);
        return new UploadStatus(
            session,
            session is { State: UploadState.Open, Role: not UploadRole.Final } ? expiresAt : null,
            ledger.BytesReceived,
            ledger.Received,
            ledger.Missing,
            ledger.Chunks,
            ledger.Conflicts(),
            counters,
            advisor.Advise(session.LengthBytes ?? 0, counters, sessions.Now));
    }

    private async Task<BlockListing> BlocksAsync(UploadSession session, CancellationToken cancellationToken)
    {
        // Blocks that a late chunk staged beside a completed file are not part of it.
        var listing = await blocks.ListAsync(session.Blob, cancellationToken);
        return session.State is UploadState.Completed ? listing with { Staged = [] } : listing;
    }
}
