using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>Takes one body from its connection to storage: piece by piece, each staged while the next one is read.</summary>
public sealed class StreamReceiver(
    StageBlock stageBlock,
    PrefixCache prefixes,
    IBlockGroups groups,
    BytesInFlight memory,
    LimitOptions limits,
    StreamOptions options,
    TimeProvider clock)
{
    /// <summary>
    /// A client that left may have sent more than was read by then, which its connection still holds; it takes no longer than
    /// this to read.
    /// </summary>
    private static readonly TimeSpan AfterLeaving = TimeSpan.FromSeconds(2);

    private readonly BlockBudget _budget = new(limits, options);

    /// <summary>The most bytes that a body at this offset may have.</summary>
    internal long MostBytes(UploadSession session, long offset) =>
        (session.LengthBytes ?? session.LongestBytes(limits.MaxFileBytes)) - offset;

    /// <summary>What a body that goes on beyond <see cref="MostBytes"/> is told.</summary>
    internal Failure PastEnd(UploadSession session, long offset) => session.LengthBytes is { } length
        ? FailureCatalogue.StreamPastEnd(offset, length)
        : FailureCatalogue.LengthTooLarge(
            $"more than {session.LongestBytes(limits.MaxFileBytes)}", session.LongestBytes(limits.MaxFileBytes));

    /// <summary>Takes the body in.</summary>
    /// <param name="request">The body.</param>
    /// <param name="upload">The upload, which stands where the body begins.</param>
    /// <param name="checkOpenAsync">Whether the upload still takes blocks.</param>
    /// <param name="ended">Fires when the body must end: what arrived counts, and no more is read.</param>
    /// <param name="clientGone">Fires when the client goes away.</param>
    internal async Task<ReceivedStream> RunAsync(
        AppendRequest request,
        LocatedUpload upload,
        Func<Task<Failure?>> checkOpenAsync,
        CancellationToken ended,
        CancellationToken clientGone)
    {
        var body = new IncomingBody(
            request.Body, request.AnnouncedBytes, MostBytes(upload.Found.Session, request.Offset))
        { Digest = request.Digest, Ended = ended };
        using var reader = new BodyReader(body, options, AfterLeaving, clock, clientGone);
        await using var pipeline = new BlockPipeline(request, upload, stageBlock, prefixes, memory);
        var stream = new Passage(request, upload.Found.Session, pipeline, checkOpenAsync);
        using var hasher = new ChunkHasher();
        ReceivedStream? received;
        do
        {
            received = await TakePieceAsync(stream, reader, hasher);
        }
        while (received is null);
        return received.Value;
    }

    /// <summary>Takes the next piece in; null where the body goes on after it.</summary>
    private async Task<ReceivedStream?> TakePieceAsync(Passage stream, BodyReader reader, ChunkHasher hasher)
    {
        var (request, session, pipeline, checkOpenAsync) = stream;
        var buffer = new BodyBuffer(memory, request.Id);
        try
        {
            var end = await reader.ReadAsync(buffer, hasher, _budget.BlockBytes(pipeline.HandedOver, session.LengthBytes));
            if (end is BodyEnd.NoRoom && buffer.Length == 0 && pipeline.IsStaging)
            {
                // This stream's own memory comes back first.
                return await pipeline.WhenStagedAsync() is { } full ? NotStaged(pipeline, full) : null;
            }

            if (Refusal(stream, end, buffer.Length) is { } refused)
            {
                return await EndAsync(pipeline, refused);
            }

            if (buffer.Length > 0)
            {
                var isOld = pipeline.HandedOver.Offset > request.Offset || reader.LastTook > SessionOptions.ReliedOn;
                if (isOld && await checkOpenAsync() is { } closed)
                {
                    return await EndAsync(pipeline, closed);
                }

                HoldBackUnlessWhole(request, pipeline, end);
                (var piece, buffer) = (buffer, null);
                if (await pipeline.HandOverAsync(piece, hasher.Finish(), reader.LastTook) is { } full)
                {
                    return NotStaged(pipeline, full);
                }
            }

            return end switch
            {
                BodyEnd.Over => await pipeline.SealAsync() is { } full ? NotStaged(pipeline, full) : new ReceivedStream(pipeline.Counting),
                BodyEnd.Broken or BodyEnd.TooShort or BodyEnd.Silent => await InterruptedAsync(pipeline, end),
                _ => null,
            };
        }
        finally
        {
            buffer?.Dispose();
        }
    }

    private static async Task<ReceivedStream> EndAsync(BlockPipeline pipeline, Failure refused) =>
        await pipeline.WhenStagedAsync() is { } full ? NotStaged(pipeline, full) : new ReceivedStream(pipeline.Counting, refused);

    private static async Task<ReceivedStream> InterruptedAsync(BlockPipeline pipeline, BodyEnd end) =>
        await pipeline.WhenStagedAsync() is { } full
            ? NotStaged(pipeline, full)
            : new ReceivedStream(pipeline.Counting, FailureCatalogue.StreamInterrupted(pipeline.Counting.Offset, end is BodyEnd.Silent));

    private static ReceivedStream NotStaged(BlockPipeline pipeline, Failure full) => new(pipeline.Counting, NotStaged: full);

    /// <summary>Why a piece is not staged, and the body ends here; null where it is.</summary>
    private Failure? Refusal(Passage stream, BodyEnd end, long pieceBytes)
    {
        var (request, session, pipeline, _) = stream;
        if (end is BodyEnd.TooLong)
        {
            return PastEnd(session, request.Offset);
        }

        if (end is BodyEnd.Over && request.Digest?.Finish() is { } mismatch)
        {
            return mismatch;
        }

        var interrupted = end is BodyEnd.Broken or BodyEnd.TooShort or BodyEnd.Silent;
        if (interrupted && request.Digest is not null)
        {
            return FailureCatalogue.StreamInterrupted(request.Offset, end is BodyEnd.Silent);
        }

        if (end is BodyEnd.NoRoom && pieceBytes == 0)
        {
            return FailureCatalogue.Busy(memory.RetryAfter);
        }

        if (pieceBytes == 0 || _budget.Allows(pipeline.HandedOver, pieceBytes, session.LengthBytes))
        {
            return null;
        }

        // Too small for so long a file. What is cut off by chance is sent again; a client that cuts so small must be told.
        return end switch
        {
            BodyEnd.NoRoom => FailureCatalogue.Busy(memory.RetryAfter),
            _ when interrupted => FailureCatalogue.StreamInterrupted(pipeline.HandedOver.Offset, end is BodyEnd.Silent),
            _ => FailureCatalogue.ChunkTooSmall(pieceBytes, _budget.LeastBytes(pipeline.HandedOver, session.LengthBytes)),
        };
    }

    /// <summary>A body with a digest that is whole with its first piece was judged by now, and is a chunk like any other.</summary>
    private void HoldBackUnlessWhole(AppendRequest request, BlockPipeline pipeline, BodyEnd end)
    {
        if (request.Digest is not null && pipeline.HandedOver.Offset == request.Offset && end is not BodyEnd.Over)
        {
            pipeline.HoldBack(groups.Next());
        }
    }

    private sealed record Passage(
        AppendRequest Request, UploadSession Session, BlockPipeline Pipeline, Func<Task<Failure?>> CheckOpenAsync);
}
