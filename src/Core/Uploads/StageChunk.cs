using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>The hot path: takes one chunk in, verifies it, stages it. One storage call a chunk, and nothing stored of a chunk that is refused.</summary>
public sealed class StageChunk(
    SessionCache sessions,
    IBlockStore blocks,
    NetworkRecorder network,
    TransferAdvisor advisor,
    BytesInFlight budget,
    LimitOptions limits,
    RetryOptions retry,
    TimeProvider clock,
    ILogger<StageChunk> log)
{
    /// <summary>Takes a chunk in.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="clientGone">Fires when the client goes away: reading ends then. What is whole by then is staged all the same.</param>
    public Task<Outcome<ChunkReceipt>> RunAsync(ChunkUpload chunk, CancellationToken clientGone) =>
        TransferActivities.TraceAsync("stage chunk", chunk.Id, (Use: this, chunk, clientGone), static call => call.Use.TakeInAsync(call.chunk, call.clientGone));

    private async Task<Outcome<ChunkReceipt>> TakeInAsync(ChunkUpload chunk, CancellationToken clientGone)
    {
        var found = await sessions.FindAsync(chunk.Id, clientGone);
        if (found is null)
        {
            return FailureCatalogue.UploadNotFound();
        }

        network.Report(found, chunk.Report);
        using var attempt = network.Begin(found, chunk.Streamed, 1 + (chunk.Report?.Failed ?? 0));
        if (CheckBeforeReading(found, chunk) is { } refusal && !await FillsGapAsync(found.Session, chunk.Offset, chunk.AnnouncedBytes, refusal, clientGone))
        {
            return Refused(attempt, ChunkResult.Refused, 0, refusal);
        }

        using var buffer = new BodyBuffer(budget);
        using var hasher = new ChunkHasher();
        var most = Math.Min(limits.MaxChunkBytes, MostBytes(found.Session) - chunk.Offset);
        var end = await BodyReader.ReadAsync(chunk.Body, chunk.AnnouncedBytes, most, buffer, hasher, clientGone);
        attempt.BodyEnded();
        if (CheckBody(found.Session, chunk, end, buffer.Length) is { } bodyFailure && !await FillsGapAsync(found.Session, chunk.Offset, buffer.Length, bodyFailure, clientGone))
        {
            var result = end is BodyEnd.Broken or BodyEnd.TooShort ? ChunkResult.Broken : ChunkResult.Refused;
            return Refused(attempt, result, buffer.Length, bodyFailure);
        }

        var digests = hasher.Finish();
        if (digests.Sha256 != chunk.Sha256)
        {
            return Refused(attempt, ChunkResult.Mismatched, buffer.Length, FailureCatalogue.ChunkDigestMismatch(chunk.Sha256, digests.Sha256));
        }

        return await StageAsync(found, attempt, BlockId.ForChunk(chunk.Offset, digests), buffer);
    }

    private async Task<Outcome<ChunkReceipt>> StageAsync(StoredSession found, ChunkAttempt attempt, BlockId block, BodyBuffer buffer)
    {
        // From here on the client's going away changes nothing: the work is bounded by its own time.
        using var bounded = new CancellationTokenSource(retry.TotalTimeout + retry.AttemptTimeout, clock);
        var writing = network.TryWriteIfDueAsync(found, log, bounded.Token);
        try
        {
            await blocks.StageAsync(found.Session.Id, block, buffer.Content(), bounded.Token);
        }
        catch (BlockLimitReachedException)
        {
            return Refused(attempt, ChunkResult.Refused, 0, FailureCatalogue.TooManyStagedChunks());
        }
        catch
        {
            attempt.Count(ChunkResult.StorageFailed, 0, FailureCatalogue.StorageUnavailableCode);
            throw;
        }
        finally
        {
            await writing;
        }

        attempt.Count(ChunkResult.Stored, block.Length);
        return new ChunkReceipt(block, network.LastActivityAt(found) + found.Session.Lifetime, advisor.Advise(found.Session.LengthBytes ?? 0, network.Known(found), clock.GetUtcNow()));
    }

    /// <summary>
    /// Whether a chunk that is too small by the rule is just what a gap between other chunks needs: nothing larger fits
    /// there, so refusing it would leave the client with a range that it is asked for and cannot send. Costs a block list,
    /// in this case alone.
    /// </summary>
    private async Task<bool> FillsGapAsync(UploadSession session, long offset, long? length, Failure refusal, CancellationToken cancellationToken)
    {
        if (refusal.Code != FailureCatalogue.ChunkTooSmallCode || length is not { } bytes)
        {
            return false;
        }

        var listing = await blocks.ListAsync(session.Id, cancellationToken);
        return Ledger.Read(session.KnownLengthBytes, listing.Staged).Missing.Contains(new ByteRange(offset, bytes));
    }

    private Failure? CheckBeforeReading(StoredSession found, ChunkUpload chunk)
    {
        var session = found.Session;
        return (session.Role is UploadRole.Final ? FailureCatalogue.UploadIsFinal() : null)
            ?? OpenRule.Check(session, network.LastActivityAt(found) + session.Lifetime, clock.GetUtcNow())
            ?? ChunkRangeRule.CheckOffset(chunk.Offset, MostBytes(session))
            ?? (chunk.AnnouncedBytes is { } length ? CheckRange(session, new ByteRange(chunk.Offset, length)) : null);
    }

    private Failure? CheckBody(UploadSession session, ChunkUpload chunk, BodyEnd end, long length) => end switch
    {
        BodyEnd.NoRoom => FailureCatalogue.Busy(budget.RetryAfter),
        BodyEnd.Broken => FailureCatalogue.ConnectionBroken(length),
        BodyEnd.TooShort => FailureCatalogue.BodyTooShort(chunk.AnnouncedBytes ?? length, length),
        BodyEnd.TooLong when chunk.AnnouncedBytes is { } announced => FailureCatalogue.BodyTooLong(announced),
        BodyEnd.TooLong when length >= limits.MaxChunkBytes => FailureCatalogue.ChunkTooLarge(null, limits.MaxChunkBytes),
        BodyEnd.TooLong => FailureCatalogue.ChunkPastEnd(new ByteRange(chunk.Offset, length + 1), MostBytes(session)),
        _ => CheckRange(session, new ByteRange(chunk.Offset, length)),
    };

    private Failure? CheckRange(UploadSession session, ByteRange range) =>
        ChunkRangeRule.Check(range, MostBytes(session), limits.MaxChunkBytes, isDeclared: session.LengthBytes is not null);

    /// <summary>The file's length, or the most that it may become while that is not declared.</summary>
    private long MostBytes(UploadSession session) => session.LengthBytes ?? limits.MaxFileBytes;

    private static Failure Refused(ChunkAttempt attempt, ChunkResult result, long bytes, Failure failure)
    {
        attempt.Count(result, bytes, failure.Code);
        return failure;
    }
}
