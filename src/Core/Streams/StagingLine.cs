using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Stages the blocks of one stream one after the other, each while the next one is being read. So what is staged always
/// follows from where the stream began without a gap, and a stream holds two blocks in memory at most.
/// </summary>
internal sealed class StagingLine(StoredSession found, KnownPrefix start, IBlockStore blocks, PrefixCache prefixes, NetworkRecorder network, RetryOptions retry, TimeProvider clock, ILogger log) : IAsyncDisposable
{
    private static readonly byte[] SealContent = [0];

    private readonly KnownPrefix _start = start;
    private BlockGroup _group = BlockGroup.None;
    private Task? _staging;

    /// <summary>Where the stream stands with the blocks that were handed over.</summary>
    public KnownPrefix HandedOver { get; private set; } = start;

    /// <summary>Where the upload stands with the blocks that are staged and count.</summary>
    public KnownPrefix Counting { get; private set; } = start;

    /// <summary>Whether a block is on its way to storage.</summary>
    public bool IsStaging => _staging is { IsCompleted: false };

    /// <summary>From now on blocks count only once <see cref="SealAsync"/> has sealed them.</summary>
    public void HoldBack(BlockGroup group) => _group = group;

    /// <summary>Stages a block once the one before is staged, and does not wait for it. The buffer is disposed of when it is done.</summary>
    public async Task HandOverAsync(BodyBuffer buffer, ChunkDigests digests, TimeSpan received)
    {
        var handed = false;
        try
        {
            await WhenStagedAsync();
            var block = BlockId.ForChunk(HandedOver.Bytes, digests);
            if (_group != BlockGroup.None)
            {
                block = block with { Kind = BlockKind.Provisional, Group = _group };
            }

            (var from, HandedOver) = (HandedOver, new KnownPrefix(block.Range.End, HandedOver.BlockCount + 1));
            handed = true;
            _staging = StageAsync(block, buffer, received, from, HandedOver);
        }
        finally
        {
            if (!handed)
            {
                buffer.Dispose();
            }
        }
    }

    /// <summary>Waits until all that was handed over is staged.</summary>
    public async Task WhenStagedAsync()
    {
        if (_staging is { } staging)
        {
            await staging;
            _staging = null;
        }
    }

    /// <summary>Makes all that was held back count, all at once.</summary>
    public async Task SealAsync()
    {
        await WhenStagedAsync();
        if (_group == BlockGroup.None)
        {
            return;
        }

        using var hasher = new ChunkHasher();
        hasher.Append(SealContent);
        var seal = BlockId.ForChunk(_start.Bytes, hasher.Finish()) with { Kind = BlockKind.Seal, Group = _group };
        using var bounded = Bounded();
        await blocks.StageAsync(found.Session.Id, seal, new(SealContent), bounded.Token);
        Count(_start, HandedOver);
    }

    /// <summary>Waits for what is on its way, whatever becomes of it: its memory is in use until then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_staging is { } staging)
        {
            await staging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The client's going away changes nothing: the work is bounded by its own time.
    private CancellationTokenSource Bounded() => new(retry.TotalTimeout + retry.AttemptTimeout, clock);

    private async Task StageAsync(BlockId block, BodyBuffer buffer, TimeSpan received, KnownPrefix from, KnownPrefix to)
    {
        var begun = clock.GetTimestamp();
        using (buffer)
        using (var bounded = Bounded())
        {
            var writing = network.TryWriteIfDueAsync(found, log, bounded.Token);
            try
            {
                await blocks.StageAsync(found.Session.Id, block, buffer.Content(), bounded.Token);
            }
            catch (Exception fault)
            {
                var full = fault is BlockLimitReachedException;
                network.Count(found, full ? ChunkResult.Refused : ChunkResult.StorageFailed, 0, full ? FailureCatalogue.TooManyStagedChunksCode : FailureCatalogue.StorageUnavailableCode, Times());
                throw;
            }
            finally
            {
                await writing;
            }
        }

        network.Count(found, ChunkResult.Stored, block.Length, null, Times());
        if (block.Kind is BlockKind.Plain)
        {
            Count(from, to);
        }

        ChunkTimes Times() => new(received, clock.GetElapsedTime(begun), Streamed: true);
    }

    private void Count(KnownPrefix from, KnownPrefix to)
    {
        Counting = to;
        prefixes.Advance(found.Session.Id, from, to);
    }
}
