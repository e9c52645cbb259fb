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
public sealed class FindPosition(ISessionStore sessions, IBlockStore blocks, CompleteUpload completeUpload, PrefixCache prefixes, NetworkRecorder network, TransferAdvisor advisor, TimeProvider clock)
{
    /// <summary>Finds the position. An upload that ended without a file is a failure.</summary>
    public Task<Outcome<StreamPosition>> RunAsync(UploadId id, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("find position", id, (Use: this, id, cancellationToken), static call => call.Use.FindAsync(call.id, call.cancellationToken));

    private async Task<Outcome<StreamPosition>> FindAsync(UploadId id, CancellationToken cancellationToken)
    {
        var outcome = await LocateAsync(id, cancellationToken);
        return outcome.TryGet(out var located, out var failure) ? PositionOf(located.Found, located.Prefix.Bytes) : failure;
    }

    /// <summary>The same with all that is known of the session and its blocks.</summary>
    internal async Task<Outcome<LocatedUpload>> LocateAsync(UploadId id, CancellationToken cancellationToken)
    {
        var found = await sessions.FindAsync(id, cancellationToken);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        var session = found.Session;
        if (session.State is UploadState.Completed)
        {
            return Whole(found);
        }

        if (session.State is UploadState.Committing)
        {
            return await CompleteAsync(found, cancellationToken);
        }

        if (OpenRule.Check(session, network.LastActivityAt(found) + session.Lifetime, clock.GetUtcNow()) is { } ended)
        {
            return ended;
        }

        if (session.Role is UploadRole.Final)
        {
            // It takes no bytes: where it stands matters to nobody.
            return new LocatedUpload(found, default);
        }

        var listing = await blocks.ListAsync(id, cancellationToken);
        var ledger = session.LengthBytes is { } length ? Ledger.Read(length, listing) : Ledger.ReadOpenEnded(listing);
        var prefix = new KnownPrefix(ledger.ContiguousPrefix, ledger.PrefixChunkCount);
        if (prefix.Bytes == session.LengthBytes)
        {
            return await CompleteAsync(found, cancellationToken);
        }

        prefixes.Learn(id, prefix);
        return new LocatedUpload(found, prefix);
    }

    /// <summary>Completes an upload of which all has arrived.</summary>
    internal async Task<Outcome<LocatedUpload>> CompleteAsync(StoredSession found, CancellationToken cancellationToken)
    {
        prefixes.Forget(found.Session.Id);
        var outcome = await completeUpload.RunAsync(found.Session.Id, CompletionRequest.Plain, cancellationToken);
        return outcome.TryGet(out var completed, out var failure) ? Whole(found with { Session = completed }) : failure;
    }

    internal StreamPosition PositionOf(StoredSession found, long offsetBytes)
    {
        var session = found.Session;
        return new StreamPosition(
            session,
            offsetBytes,
            session is { State: UploadState.Open, Role: not UploadRole.Final } ? network.LastActivityAt(found) + session.Lifetime : null,
            advisor.Advise(session.LengthBytes ?? 0, network.Known(found), clock.GetUtcNow()));
    }

    private static LocatedUpload Whole(StoredSession found) => new(found, new KnownPrefix(found.Session.KnownLengthBytes, 0));
}
