using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Streams;

/// <summary>Takes one body from its connection to storage: piece by piece, each staged while the next one is read.</summary>
/// <param name="request">The body.</param>
/// <param name="found">The session.</param>
/// <param name="reader">Where pieces come from.</param>
/// <param name="line">Where they go.</param>
/// <param name="groups">Names for blocks that count only together.</param>
/// <param name="memory">The instance's memory for bodies.</param>
/// <param name="budget">How large pieces may be.</param>
/// <param name="checkOpenAsync">Whether the upload still takes blocks.</param>
internal sealed class StreamIntake(
    AppendRequest request, StoredSession found, PieceReader reader, StagingLine line, IBlockGroups groups, BytesInFlight memory, BlockBudget budget, Func<Task<Failure?>> checkOpenAsync)
{
    private long? Length => found.Session.LengthBytes;

    /// <summary>Takes the body in. Whatever the end, nothing is on its way to storage any more.</summary>
    /// <returns>Null when all of it is staged, else what went wrong.</returns>
    public async Task<Failure?> RunAsync()
    {
        using var hasher = new ChunkHasher();
        while (true)
        {
            var buffer = new BodyBuffer(memory);
            try
            {
                var end = await reader.ReadAsync(buffer, hasher, budget.BlockBytes(line.HandedOver, Length));
                if (end is PieceEnd.NoRoom && buffer.Length == 0 && line.IsStaging)
                {
                    // This stream's own memory comes back first.
                    await line.WhenStagedAsync();
                    continue;
                }

                if (Refusal(end, buffer.Length) is { } refused)
                {
                    await line.WhenStagedAsync();
                    return refused;
                }

                if (buffer.Length > 0)
                {
                    if (line.HandedOver.Bytes > request.Offset && await checkOpenAsync() is { } ended)
                    {
                        await line.WhenStagedAsync();
                        return ended;
                    }

                    HoldBackUnlessWhole(end);
                    (var piece, buffer) = (buffer, null);
                    await line.HandOverAsync(piece, hasher.Finish(), reader.LastTook);
                }

                if (end is PieceEnd.BodyOver)
                {
                    await line.SealAsync();
                    return null;
                }

                if (end is PieceEnd.Broken or PieceEnd.Silent)
                {
                    await line.WhenStagedAsync();
                    return FailureCatalogue.StreamInterrupted(line.Counting.Bytes, end is PieceEnd.Silent);
                }
            }
            finally
            {
                buffer?.Dispose();
            }
        }
    }

    /// <summary>Why a piece is not staged, and the body ends here; null where it is.</summary>
    private Failure? Refusal(PieceEnd end, long pieceBytes)
    {
        if (end is PieceEnd.TooLong)
        {
            return FailureCatalogue.StreamPastEnd(request.Offset, Length ?? 0);
        }

        if (end is PieceEnd.BodyOver && request.Digest?.Finish() is { } mismatch)
        {
            return mismatch;
        }

        var interrupted = end is PieceEnd.Broken or PieceEnd.Silent;
        if (interrupted && request.Digest is not null)
        {
            return FailureCatalogue.StreamInterrupted(request.Offset, end is PieceEnd.Silent);
        }

        if (end is PieceEnd.NoRoom && pieceBytes == 0)
        {
            return FailureCatalogue.Busy(memory.RetryAfter);
        }

        if (pieceBytes == 0 || budget.Allows(line.HandedOver, pieceBytes, Length))
        {
            return null;
        }

        // Too small for so long a file. What is cut off by chance is sent again; a client that cuts so small must be told.
        return end switch
        {
            PieceEnd.NoRoom => FailureCatalogue.Busy(memory.RetryAfter),
            PieceEnd.Broken or PieceEnd.Silent => FailureCatalogue.StreamInterrupted(line.HandedOver.Bytes, end is PieceEnd.Silent),
            _ => FailureCatalogue.ChunkTooSmall(pieceBytes, budget.LeastBytes(line.HandedOver, Length)),
        };
    }

    /// <summary>A body with a digest that is whole with its first piece was judged by now, and is a chunk like any other.</summary>
    private void HoldBackUnlessWhole(PieceEnd end)
    {
        if (request.Digest is not null && line.HandedOver.Bytes == request.Offset && end is not PieceEnd.BodyOver)
        {
            line.HoldBack(groups.Next());
        }
    }
}
