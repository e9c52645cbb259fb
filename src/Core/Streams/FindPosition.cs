using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Tells where the next body of an upload begins, from the session and the block list as they are now. An upload of which
/// all is there is completed on the way: so an instance that died between the last block and the commit is made good by
/// whoever asks next.
/// </summary>
public sealed class FindPosition(UploadSessions sessions, IBlockStore blocks, CompleteUpload completeUpload, PrefixCache prefixes, NetworkRecorder network, TransferAdvisor advisor)
{
    /// <summary>Finds the position. An upload that ended without a file is a failure.</summary>
    public async Task<Outcome<StreamPosition>> RunAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("find position", upload.Id);
        var outcome = await LocateAsync(upload, cancellationToken);
        return activity.Ended(outcome.TryGet(out var located, out var failure) ? PositionOf(located.Found, located.Prefix.Bytes) : (Outcome<StreamPosition>)failure);
    }

    /// <summary>The same with all that is known of the session and its blocks.</summary>
    internal async Task<Outcome<LocatedUpload>> LocateAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(upload, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is UploadState.Completed)
        {
            return Completed(found);
        }

        if (session.State is UploadState.Committing)
        {
            return await CompleteAsync(found, null, cancellationToken);
        }

        if (sessions.CheckOpen(found) is { } ended)
        {
            return ended;
        }

        if (session.Role is UploadRole.Final)
        {
            // It takes no bytes: where it stands matters to nobody.
            return new LocatedUpload(found, default);
        }

        var listing = await blocks.ListAsync(session.Id, cancellationToken);
        var ledger = session.LengthBytes is { } length ? Ledger.Read(length, listing) : Ledger.ReadOpenEnded(listing);
        var prefix = new KnownPrefix(ledger.ContiguousPrefix, ledger.PrefixChunkCount);
        if (prefix.Bytes == session.LengthBytes)
        {
            return await CompleteAsync(found, listing, cancellationToken);
        }

        prefixes.Learn(session.Id, prefix);
        return new LocatedUpload(found, prefix);
    }

    /// <summary>Completes an upload of which all has arrived.</summary>
    /// <param name="found">The session as it was last read, perhaps a while ago.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task<Outcome<LocatedUpload>> CompleteAsync(StoredSession found, CancellationToken cancellationToken) => CompleteAsync(found, found.Session.Id, null, cancellationToken);

    private Task<Outcome<LocatedUpload>> CompleteAsync(StoredSession found, BlockListing? listing, CancellationToken cancellationToken) =>
        CompleteAsync(found, new NamedUpload(found.Session.Id, found), listing, cancellationToken);

    private async Task<Outcome<LocatedUpload>> CompleteAsync(StoredSession found, NamedUpload upload, BlockListing? listing, CancellationToken cancellationToken)
    {
        prefixes.Forget(upload.Id);
        var outcome = await completeUpload.RunAsync(upload, CompletionRequest.Plain, listing, cancellationToken);
        return outcome.TryGet(out var completed, out var failure) ? Completed(found with { Session = completed }) : failure;
    }

    internal StreamPosition PositionOf(StoredSession found, long offsetBytes)
    {
        var session = found.Session;
        return new StreamPosition(
            session,
            offsetBytes,
            session is { State: UploadState.Open, Role: not UploadRole.Final } ? sessions.ExpiresAt(found) : null,
            advisor.Advise(session.LengthBytes ?? 0, network.Known(found), sessions.Now));
    }

    private static LocatedUpload Completed(StoredSession found) => new(found, new KnownPrefix(found.Session.KnownLengthBytes, 0));
}
