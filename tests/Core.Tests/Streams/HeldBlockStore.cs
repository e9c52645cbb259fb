using System.Buffers;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A block store that holds each block until a test lets it go, and knows how many it had at once.</summary>
internal sealed class HeldBlockStore(IBlockStore inner) : IBlockStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource> _gates = [];
    private readonly SemaphoreSlim _begun = new(0);
    private int _now;

    /// <summary>The most blocks that were on their way at once.</summary>
    public int Most { get; private set; }

    /// <summary>Offsets of the blocks that came, in that order.</summary>
    public List<long> Begun { get; } = [];

    /// <summary>Waits until another block has come.</summary>
    public Task NextAsync() => _begun.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Lets the block at an offset go, or fail.</summary>
    public void Release(long offset, Exception? fault = null)
    {
        var gate = GateOf(offset);
        if (fault is null)
        {
            gate.SetResult();
        }
        else
        {
            gate.SetException(fault);
        }
    }

    public async Task StageAsync(UploadBlob blob, BlockId block, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Begun.Add(block.Offset);
            Most = Math.Max(Most, ++_now);
        }

        _begun.Release();
        try
        {
            await GateOf(block.Offset).Task;
            await inner.StageAsync(blob, block, content, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _now--;
            }
        }
    }

    public Task<bool> TryCopyAsync(
        UploadBlob source, long offset, UploadBlob target, BlockId block, CancellationToken cancellationToken) =>
        inner.TryCopyAsync(source, offset, target, block, cancellationToken);

    public Task<BlockListing> ListAsync(UploadBlob blob, CancellationToken cancellationToken) => inner.ListAsync(blob, cancellationToken);

    private TaskCompletionSource GateOf(long offset)
    {
        lock (_lock)
        {
            return _gates.TryGetValue(offset, out var gate)
                ? gate
                : _gates[offset] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
