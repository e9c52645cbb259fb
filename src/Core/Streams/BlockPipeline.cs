using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Stages the blocks of one stream one after the other, each while the next one is being read. So what is staged always
/// follows from where the stream began without a gap, and a stream holds two blocks in memory at most.
/// </summary>
internal sealed class BlockPipeline(
    AppendRequest request, LocatedUpload upload, StageBlock stageBlock, PrefixCache prefixes) : IAsyncDisposable
{
    private readonly StreamTip _start = upload.Tip;
    private BlockGroup _group = BlockGroup.None;
    private Task<Failure?>? _staging;

    /// <summary>Where the stream stands with the blocks that were handed over.</summary>
    public StreamTip HandedOver { get; private set; } = upload.Tip;

    /// <summary>Where the upload stands with the blocks that are staged and count.</summary>
    public StreamTip Counting { get; private set; } = upload.Tip;

    /// <summary>Whether a block is on its way to storage.</summary>
    public bool IsStaging => _staging is { IsCompleted: false };

    /// <summary>From now on blocks count only once <see cref="SealAsync"/> has sealed them.</summary>
    public void HoldBack(BlockGroup group) => _group = group;

    /// <summary>
    /// Stages a block once the one before is staged, and does not wait for it. The buffer is disposed of when it is done.
    /// </summary>
    /// <returns>Why the block before was not staged, which ends the stream; null where it was.</returns>
    public async Task<Failure?> HandOverAsync(BodyBuffer buffer, ChunkDigests digests, TimeSpan received)
    {
        var handed = false;
        try
        {
            if (await WhenStagedAsync() is { } refused)
            {
                return refused;
            }

            var block = HandedOver.BlockOf(digests);
            if (_group != BlockGroup.None)
            {
                block = block with { Kind = BlockKind.Provisional, Group = _group };
            }

            (var from, HandedOver) = (HandedOver, HandedOver.After(digests));
            handed = true;
            _staging = StageAsync(block, buffer, received, from, HandedOver);
            return null;
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
    /// <returns>Null where it is, else why not.</returns>
    public async Task<Failure?> WhenStagedAsync()
    {
        if (_staging is not { } staging)
        {
            return null;
        }

        var refused = await staging;
        _staging = null;
        return refused;
    }

    /// <summary>Makes all that was held back count, all at once.</summary>
    /// <returns>Null where it counts, else why not.</returns>
    public async Task<Failure?> SealAsync()
    {
        if (await WhenStagedAsync() is { } refused)
        {
            return refused;
        }

        if (_group == BlockGroup.None)
        {
            return null;
        }

        var seal = BlockId.ForSeal(_start.Point, HandedOver.Offset, _group);
        if (await stageBlock.RunAsync(upload.Found, seal, new(MarkerBlock.Content), null) is { } full)
        {
            return full;
        }

        Count(_start, HandedOver);
        return null;
    }

    /// <summary>Waits for what is on its way, whatever becomes of it: its memory is in use until then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_staging is { } staging)
        {
            await ((Task)staging).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Failure?> StageAsync(BlockId block, BodyBuffer buffer, TimeSpan received, StreamTip from, StreamTip to)
    {
        using (buffer)
        {
            if (await stageBlock.RunAsync(upload.Found, request.Dialect, block, buffer.Content(), received) is { } refused)
            {
                return refused;
            }
        }

        if (block.Kind is BlockKind.Linear)
        {
            Count(from, to);
        }

        return null;
    }

    private void Count(StreamTip from, StreamTip to)
    {
        Counting = to;
        prefixes.Advance(upload.Found.Session.Id, from, to);
    }
}
