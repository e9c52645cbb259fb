using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Stages the blocks of one stream while the next one is being read: two at once while memory is plenty, else one after the other. What
/// counts always follows from where the stream began without a gap: a block counts once those before it do. One that is staged behind
/// one that is not leads nowhere, and is passed over wherever the block list is read, until bytes that lead to it are there.
/// </summary>
internal sealed class BlockPipeline(
    AppendRequest request, LocatedUpload upload, StageBlock stageBlock, PrefixCache prefixes, BytesInFlight memory) : IAsyncDisposable
{
    private const int MostAtOnce = 2;

    private readonly StreamTip _start = upload.Tip;

    // In order; each ends after the one before it.
    private readonly Queue<Task<Failure?>> _staging = new(MostAtOnce);
    private BlockGroup _group = BlockGroup.None;
    private Task<Failure?> _last = Task.FromResult<Failure?>(null);

    /// <summary>Where the stream stands with the blocks that were handed over.</summary>
    public StreamTip HandedOver { get; private set; } = upload.Tip;

    /// <summary>Where the upload stands with the blocks that are staged and count.</summary>
    public StreamTip Counting { get; private set; } = upload.Tip;

    /// <summary>Whether a block is on its way to storage.</summary>
    public bool IsStaging => !_last.IsCompleted;

    /// <summary>Other streams need memory, too: beyond half of it each has one block on its way.</summary>
    private int AtOnce => memory.Held <= memory.MaxBytes / 2 ? MostAtOnce : 1;

    /// <summary>From now on blocks count only once <see cref="SealAsync"/> has sealed them.</summary>
    public void HoldBack(BlockGroup group) => _group = group;

    /// <summary>
    /// Stages a block once there are few enough on their way, and does not wait for it. The buffer is disposed of when it is staged.
    /// </summary>
    /// <returns>Why a block before was not staged, which ends the stream; null where all were, as far as is known.</returns>
    public async Task<Failure?> HandOverAsync(BodyBuffer buffer, ChunkDigests digests, TimeSpan received)
    {
        var handed = false;
        try
        {
            if (await WhenFewerAsync(AtOnce) is { } refused)
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
            _last = StageAsync(block, buffer, received, from, HandedOver, _last);
            _staging.Enqueue(_last);
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
    public Task<Failure?> WhenStagedAsync() => WhenFewerAsync(1);

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
        foreach (Task staging in _staging)
        {
            await staging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until fewer than so many blocks are on their way.</summary>
    private async Task<Failure?> WhenFewerAsync(int blocks)
    {
        while (_staging.Count >= blocks && _staging.TryPeek(out var first))
        {
            if (await first is { } refused)
            {
                return refused;
            }

            _ = _staging.Dequeue();
        }

        return null;
    }

    private async Task<Failure?> StageAsync(
        BlockId block, BodyBuffer buffer, TimeSpan received, StreamTip from, StreamTip to, Task<Failure?> before)
    {
        Failure? refused;
        using (buffer)
        {
            refused = await stageBlock.RunAsync(upload.Found, request.Dialect, block, buffer.Content(), received);
        }

        if ((await before ?? refused) is { } either)
        {
            return either;
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
