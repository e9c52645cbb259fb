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
public sealed class GetStatus(ISessionStore sessions, IBlockStore blocks, NetworkRecorder network, TransferAdvisor advisor, TimeProvider clock)
{
    /// <summary>Reads the status, with no report of the client's.</summary>
    public Task<Outcome<UploadStatus>> RunAsync(UploadId id, CancellationToken cancellationToken) => RunAsync(id, null, cancellationToken);

    /// <summary>Reads the status. Works in every state, as long as anything of the upload is kept.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="report">What the client says its attempts since its last report cost; null when it says nothing.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<Outcome<UploadStatus>> RunAsync(UploadId id, TransferReport? report, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("get status", id, (Use: this, id, report, cancellationToken), static call => call.Use.ReadAsync(call.id, call.report, call.cancellationToken));

    private async Task<Outcome<UploadStatus>> ReadAsync(UploadId id, TransferReport? report, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(id, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is UploadState.Open)
        {
            network.Report(found, report);
        }

        var expiresAt = network.LastActivityAt(found) + session.Lifetime;
        if (OpenRule.Check(session, expiresAt, clock.GetUtcNow()) is not null && session.State is UploadState.Open)
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
            advisor.Advise(session.LengthBytes ?? 0, counters, clock.GetUtcNow()));
    }

    private async Task<BlockListing> BlocksAsync(UploadSession session, CancellationToken cancellationToken)
    {
        // Blocks that a late chunk staged beside a completed file are not part of it.
        var listing = await blocks.ListAsync(session.Id, cancellationToken);
        return session.State is UploadState.Completed ? listing with { Staged = [] } : listing;
    }
}
