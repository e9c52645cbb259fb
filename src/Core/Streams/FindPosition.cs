using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Tells where the next body of an upload begins, from the session and the block list as they are now. An upload of which
/// all is there is completed on the way: so an instance that died between the last block and the commit is made good by
/// whoever asks next. Where two contents met, a fence is staged first, so that what is told holds (docs/adr/0020).
/// </summary>
public sealed class FindPosition(
    UploadSessions sessions,
    StageBlock stageBlock,
    CompleteStream completeStream,
    PrefixCache prefixes,
    BodiesUnderWay bodies,
    NetworkRecorder network,
    TransferAdvisor advisor)
{
    /// <summary>Finds the position. An upload that ended without a file is a failure.</summary>
    public Task<Outcome<StreamPosition>> RunAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        RunAsync(upload, FileEnd.AtLength, cancellationToken);

    /// <summary>
    /// The same for a client that sends one body at a time and says itself which is the last: bodies of it that are still on their
    /// way to this instance end, and an upload that has reached its length is not completed.
    /// </summary>
    public async Task<Outcome<StreamPosition>> WithoutCompletingAsync(NamedUpload upload, CancellationToken cancellationToken)
    {
        await bodies.EndAsync(upload.Id, cancellationToken);
        return await RunAsync(upload, FileEnd.Later, cancellationToken);
    }

    private async Task<Outcome<StreamPosition>> RunAsync(NamedUpload upload, FileEnd end, CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("find position", upload.Id);
        var outcome = await sessions.ChangeAsync(upload, found => AskAsync(found, end, cancellationToken), cancellationToken);
        return activity.Ended(outcome.TryGet(out var located, out var failure) ? PositionOf(located) : (Outcome<StreamPosition>)failure);
    }

    /// <summary>
    /// Where a body continues the upload: as this instance remembers it if the body begins there, which costs nothing, else as the
    /// block list says.
    /// </summary>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Where the body begins.</param>
    /// <param name="end">Whether it ends the file. What ends where nobody said before is asked of the block list.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where the upload stands, and why the body is refused if it is.</returns>
    internal async Task<Outcome<LocatedUpload>> BeginAsync(
        UploadId id, long offset, FileEnd end, CancellationToken cancellationToken)
    {
        var cached = await sessions.FindCachedAsync(id, cancellationToken);
        if (cached is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        if (cached.Session.Role is UploadRole.Final)
        {
            return FailureCatalogue.UploadIsFinal();
        }

        var remembered = prefixes.Find(id);
        var endsUnforeseen = end is FileEnd.WithBody && cached.Session.LengthBytes is null && offset > 0;
        if (StreamRules.IsWarm(remembered, offset)
            && !endsUnforeseen
            && offset != cached.Session.LengthBytes
            && sessions.CheckOpen(cached) is null)
        {
            return new LocatedUpload(cached, remembered.GetValueOrDefault());
        }

        return await sessions.ChangeAsync(id, found => BeginAsync(found, offset, cancellationToken), cancellationToken);
    }

    /// <summary>Where the upload stands, as its client is told.</summary>
    internal StreamPosition PositionOf(LocatedUpload located)
    {
        var (found, tip) = located;
        var session = found.Session;
        return new StreamPosition(
            session,
            tip.Offset,
            session is { State: UploadState.Open, Role: not UploadRole.Final } ? sessions.ExpiresAt(found) : null,
            advisor.Advise(session.LengthBytes ?? 0, network.Known(found), sessions.Now))
        { PrefixCrc64 = session.Role is UploadRole.Final ? null : tip.Point.Crc64 };
    }

    private static LocatedUpload AtEnd(StoredSession found)
    {
        var session = found.Session;
        var file = session.File ?? throw new InvalidOperationException($"Upload {session.Id} is completed without its digests.");
        return new LocatedUpload(found, new StreamTip(new LineagePoint(session.KnownLengthBytes, file.Crc64Nvme, 0), file.ChunkCount));
    }

    private async Task<Outcome<LocatedUpload>?> BeginAsync(StoredSession found, long offset, CancellationToken cancellationToken)
    {
        if (await EndedAsync(found, cancellationToken) is { } ended)
        {
            return ended;
        }

        if (await completeStream.ReadAsync(found.Session, cancellationToken) is not { } lineage)
        {
            return null;
        }

        var step = StreamRules.Begin(lineage, offset);
        prefixes.Learn(found.Session.Id, step.Tip);
        return new LocatedUpload(found, step.Tip)
        {
            Refused = step is BodyStep.Refuse && step.Tip.Offset == offset ? FailureCatalogue.StreamConflict(offset) : null,
        };
    }

    private async Task<Outcome<LocatedUpload>?> AskAsync(StoredSession found, FileEnd end, CancellationToken cancellationToken)
    {
        if (await EndedAsync(found, cancellationToken) is { } ended)
        {
            return ended;
        }

        var session = found.Session;
        if (session.Role is UploadRole.Final)
        {
            // It takes no bytes: where it stands matters to nobody.
            return new LocatedUpload(found, default);
        }

        if (await completeStream.ReadAsync(session, cancellationToken) is not { } lineage)
        {
            return null;
        }

        switch (StreamRules.Ask(lineage, end is FileEnd.AtLength ? session.LengthBytes : null))
        {
            case HeadStep.Answer answer:
                return Learned(found, answer.Tip);
            case HeadStep.Fence fence:
                return await stageBlock.RunAsync(found, fence.Block, new(MarkerBlock.Content), null) is { } full
                    ? full
                    : Learned(found, fence.Tip);
            case HeadStep.Complete whole:
                return await CompleteAsync(found, whole.File, cancellationToken);
            case HeadStep.TooManyBlocks many:
                return FailureCatalogue.TooManyChunks(many.BlockCount, BlockLimits.MaxCommittedBlocks);
            default:
                return FailureCatalogue.StreamLost();
        }
    }

    private LocatedUpload Learned(StoredSession found, StreamTip tip)
    {
        prefixes.Learn(found.Session.Id, tip);
        return new LocatedUpload(found, tip);
    }

    /// <summary>Where an upload stands that takes no more blocks, after finishing what somebody began; null where it is open.</summary>
    private async Task<Outcome<LocatedUpload>?> EndedAsync(StoredSession found, CancellationToken cancellationToken)
    {
        if (found.Session.State is UploadState.Committing)
        {
            return await CompleteAsync(found, null, cancellationToken);
        }

        if (found.Session.State is UploadState.Completed)
        {
            return AtEnd(found);
        }

        return sessions.CheckOpen(found) is { } ended ? (Outcome<LocatedUpload>)ended : null;
    }

    private async Task<Outcome<LocatedUpload>> CompleteAsync(StoredSession found, FileAssembly? file, CancellationToken cancellationToken)
    {
        var outcome = await completeStream.WholeAsync(new NamedUpload(found.Session.Id, found), file, cancellationToken);
        return outcome.TryGet(out var completed, out var failure) ? AtEnd(found with { Session = completed }) : failure;
    }
}
