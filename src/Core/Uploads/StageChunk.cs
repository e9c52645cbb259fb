using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// The hot path: takes one chunk in, verifies it, stages it. One storage call a chunk, and nothing stored of a chunk that is
/// refused.
/// </summary>
public sealed class StageChunk(
    UploadSessions sessions,
    StageBlock stageBlock,
    IBlockStore blocks,
    NetworkRecorder network,
    TransferAdvisor advisor,
    ChunkIntake intake,
    LimitOptions limits)
{
    /// <summary>Takes a chunk in.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="clientGone">Fires when the client goes away: reading ends then. What is whole by then is staged all the same.</param>
    public async Task<Outcome<ChunkReceipt>> RunAsync(ChunkUpload chunk, CancellationToken clientGone)
    {
        using var activity = TransferActivities.Begin("stage chunk", chunk.Id);
        return activity.Ended(await TakeInAsync(chunk, clientGone));
    }

    private async Task<Outcome<ChunkReceipt>> TakeInAsync(ChunkUpload chunk, CancellationToken clientGone)
    {
        var found = await sessions.FindCachedAsync(chunk.Id, clientGone);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        network.Report(found, chunk.Report);
        using var attempt = network.Begin(found, chunk.Dialect, chunk.Streamed, 1 + (chunk.Report?.Failed ?? 0));
        if (CheckBeforeReading(found, chunk) is { } refusal && !await FillsGapAsync(
            found.Session, chunk.Offset, chunk.AnnouncedBytes, refusal, clientGone))
        {
            return Refused(attempt, ChunkResult.Refused, 0, refusal);
        }

        using var body = await intake.ReadAsync(chunk, Math.Min(limits.MaxChunkBytes, MostBytes(found.Session) - chunk.Offset), clientGone);
        attempt.BodyEnded();
        if (CheckBody(found.Session, chunk, body) is { } bodyFailure && !await FillsGapAsync(
            found.Session, chunk.Offset, body.Bytes, bodyFailure, clientGone))
        {
            var result = body.End is BodyEnd.Broken or BodyEnd.TooShort or BodyEnd.Silent ? ChunkResult.Broken : ChunkResult.Refused;
            return Refused(attempt, result, body.Bytes, bodyFailure);
        }

        if (body.Digests.Sha256 != chunk.Sha256)
        {
            return Refused(
                attempt, ChunkResult.Mismatched, body.Bytes, FailureCatalogue.ChunkDigestMismatch(chunk.Sha256, body.Digests.Sha256));
        }

        if (body.Took > SessionOptions.ReliedOn && await sessions.CheckStillOpenAsync(chunk.Id) is { } ended)
        {
            return Refused(attempt, ChunkResult.Refused, body.Bytes, ended);
        }

        var block = BlockId.ForChunk(chunk.Offset, body.Digests);
        return await stageBlock.RunAsync(found, block, body.Content, attempt) is { } full
            ? full
            : new ChunkReceipt(
                block, sessions.ExpiresAt(found), advisor.Advise(found.Session.LengthBytes ?? 0, network.Known(found), sessions.Now));
    }

    /// <summary>
    /// Whether a chunk that is too small by the rule is just what completion asks for, such as a gap between other chunks: nothing
    /// larger fits there, so refusing it would leave the client with a range that it is asked for and cannot send. Costs a block list,
    /// in this case alone.
    /// </summary>
    private async Task<bool> FillsGapAsync(
        UploadSession session, long offset, long? length, Failure refusal, CancellationToken cancellationToken)
    {
        if (refusal.Code != FailureCodes.ChunkTooSmall || length is not { } bytes)
        {
            return false;
        }

        var listing = await blocks.ListAsync(session.Blob, cancellationToken);
        var proven = Ledger.Read(session.KnownLengthBytes, listing.Staged).AssembleProven();
        return proven is AssemblyOutcome.Incomplete incomplete && incomplete.Missing.Contains(new ByteRange(offset, bytes));
    }

    private Failure? CheckBeforeReading(StoredSession found, ChunkUpload chunk)
    {
        var session = found.Session;
        return (session.Role is UploadRole.Final ? FailureCatalogue.UploadIsFinal() : null)
            ?? sessions.CheckOpen(found)
            ?? ChunkRangeRule.CheckOffset(chunk.Offset, MostBytes(session))
            ?? (chunk.AnnouncedBytes is { } length ? CheckRange(session, new ByteRange(chunk.Offset, length)) : null);
    }

    private Failure? CheckBody(UploadSession session, ChunkUpload chunk, ReceivedChunk body) => body.End switch
    {
        BodyEnd.NoRoom => FailureCatalogue.Busy(intake.RetryAfter),
        BodyEnd.Broken or BodyEnd.Silent => FailureCatalogue.ConnectionBroken(body.Bytes),
        BodyEnd.TooShort => FailureCatalogue.BodyTooShort(chunk.AnnouncedBytes ?? body.Bytes, body.Bytes),
        BodyEnd.TooLong when chunk.AnnouncedBytes is { } announced => FailureCatalogue.BodyTooLong(announced),
        BodyEnd.TooLong when body.Bytes >= limits.MaxChunkBytes => FailureCatalogue.ChunkTooLarge(null, limits.MaxChunkBytes),
        BodyEnd.TooLong => FailureCatalogue.ChunkPastEnd(new ByteRange(chunk.Offset, body.Bytes + 1), MostBytes(session)),
        _ => CheckRange(session, new ByteRange(chunk.Offset, body.Bytes)),
    };

    private Failure? CheckRange(UploadSession session, ByteRange range) =>
        ChunkRangeRule.Check(range, MostBytes(session), limits.MaxChunkBytes, isDeclared: session.LengthBytes is not null);

    /// <summary>The file's length, or the most that it may become while that is not declared.</summary>
    private long MostBytes(UploadSession session) => session.LengthBytes ?? session.LongestBytes(limits.MaxFileBytes);

    private static Failure Refused(ChunkAttempt attempt, ChunkResult result, long bytes, Failure failure)
    {
        attempt.Count(result, bytes, failure.Code);
        return failure;
    }
}
