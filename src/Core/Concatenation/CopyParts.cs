using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Concatenation;

/// <summary>Copies the blocks of a final upload that are not there yet, several at once, for a while.</summary>
public sealed class CopyParts(
    IBlockStore blocks, CopyBlock copyBlock, InstanceName instance, ConcatenationOptions options, TimeProvider clock)
{
    // So long one look at the session and the block lists is relied upon: a final upload that was cancelled meanwhile is copied no further.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>Copies. What has been copied the block list tells, so that anybody can continue.</summary>
    /// <param name="session">The final upload.</param>
    /// <param name="plan">All blocks that it consists of.</param>
    /// <param name="time">How long to begin new copies; at least one is begun if it is not zero.</param>
    internal async Task<CopyProgress> RunAsync(UploadSession session, IReadOnlyList<CopiedBlock> plan, TimeSpan time)
    {
        var listing = await blocks.ListAsync(session.Blob, CancellationToken.None);
        var there = Ledger.Read(session.KnownLengthBytes, listing.Staged).Chunks.Select(block => (block.Range, block.Crc64)).ToHashSet();
        CopiedBlock[] missing = [.. plan.Where(block => !there.Contains((block.Range, block.Crc64)))];
        if (missing.Length == 0)
        {
            return CopyProgress.Whole;
        }

        var lookedAt = clock.GetTimestamp();
        var (copied, lost, later) = (0, false, false);

        // Each instance begins elsewhere, so that two of them seldom copy the same.
        var first = (int)(instance.Value.Aggregate(0u, static (sum, letter) => (sum * 31) + letter) % (uint)missing.Length);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism };
        var until = time < LookAgainAfter ? time : LookAgainAfter;
        await Parallel.ForAsync(0, missing.Length, parallel, async (n, token) =>
        {
            // One in any case where there is time at all: nobody may take a turn and get no further.
            var over = n == 0 ? time <= TimeSpan.Zero : clock.GetElapsedTime(lookedAt) >= until;
            if (over || Volatile.Read(ref lost) || Volatile.Read(ref later))
            {
                return;
            }

            switch (await copyBlock.RunAsync(session.Blob, missing[(first + n) % missing.Length], token))
            {
                case CopyResult.SourceLost:
                    Volatile.Write(ref lost, true);
                    break;
                case CopyResult.TryLater:
                    Volatile.Write(ref later, true);
                    break;
                default:
                    Interlocked.Increment(ref copied);
                    break;
            }
        });

        return lost ? CopyProgress.SourceLost
            : copied == missing.Length ? CopyProgress.Whole
            : later ? copied > 0 ? CopyProgress.TryLater : CopyProgress.Stuck
            : CopyProgress.Partly;
    }
}
