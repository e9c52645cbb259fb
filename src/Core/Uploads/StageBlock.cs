using System.Buffers;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Stages one block, whichever way its bytes came: one Put Block within a bounded time, what was counted of the link written
/// beside it, and the outcome counted.
/// </summary>
public sealed class StageBlock(IBlockStore blocks, NetworkRecorder network, RetryOptions retry, TimeProvider clock, ILogger<StageBlock> log)
{
    /// <summary>Stages a block of a body of any length, and counts it as one.</summary>
    /// <param name="found">The session.</param>
    /// <param name="dialect">By which protocol it came.</param>
    /// <param name="block">The block.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="received">What receiving it took.</param>
    /// <returns>Null when it is staged, else why not.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not take it; it was counted.</exception>
    public async Task<Failure?> RunAsync(
        StoredSession found, Dialect dialect, BlockId block, ReadOnlySequence<byte> content, TimeSpan received)
    {
        using var attempt = network.BeginBlock(found, dialect, received);
        return await RunAsync(found, block, content, attempt);
    }

    /// <summary>Stages a block. The client's going away changes nothing: the work is bounded by its own time.</summary>
    /// <param name="found">The session.</param>
    /// <param name="block">The block.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="attempt">What counts the outcome; null for a block without bytes of the file, which is not counted.</param>
    /// <returns>Null when it is staged, else why not.</returns>
    /// <exception cref="StorageUnavailableException">Storage did not take it; it was counted.</exception>
    public async Task<Failure?> RunAsync(StoredSession found, BlockId block, ReadOnlySequence<byte> content, ChunkAttempt? attempt)
    {
        using var bounded = new CancellationTokenSource(retry.TotalTimeout + retry.AttemptTimeout, clock);
        var writing = attempt is null ? Task.CompletedTask : network.TryWriteIfDueAsync(found, log, bounded.Token);
        try
        {
            await blocks.StageAsync(found.Session.Blob, block, content, bounded.Token);
        }
        catch (BlockLimitReachedException)
        {
            attempt?.Count(ChunkResult.Refused, 0, FailureCodes.TooManyStagedChunks);
            return FailureCatalogue.TooManyStagedChunks();
        }
        catch
        {
            attempt?.Count(ChunkResult.StorageFailed, 0, FailureCodes.StorageUnavailable);
            throw;
        }
        finally
        {
            await writing;
        }

        attempt?.Count(ChunkResult.Stored, block.Length);
        return null;
    }
}
