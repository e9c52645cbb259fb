using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace SmartTransfer.LocalHost.Bodies;

/// <summary>
/// What the server reads connections into. Its own blocks have 4 KiB, so that a mebibyte of body takes 256 calls of the system, each
/// with its share of waking and counting; with these it takes some twenty. A connection that is silent holds none.
/// </summary>
internal sealed class ConnectionMemory : MemoryPool<byte>
{
    /// <summary>As much as the loopback device carries in one piece.</summary>
    public const int BlockBytes = 64 * 1024;

    /// <summary>8 MiB in all: what is beyond came from a rush and goes with it.</summary>
    private const int MostKept = 128;

    private readonly ConcurrentBag<Block> _free = [];
    private int _kept;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_free.TryTake(out var block))
        {
            return new Block(this);
        }

        _ = Interlocked.Decrement(ref _kept);
        block.Take();
        return block;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(Block block)
    {
        if (!block.TryFree())
        {
            return;
        }

        if (Interlocked.Increment(ref _kept) > MostKept)
        {
            _ = Interlocked.Decrement(ref _kept);
            return;
        }

        _free.Add(block);
    }

    /// <summary>Makes the pools of the server's listeners.</summary>
    public sealed class Factory : IMemoryPoolFactory<byte>
    {
        /// <inheritdoc/>
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ConnectionMemory();
    }

    private sealed class Block(ConnectionMemory pool) : IMemoryOwner<byte>
    {
        // Pinned, since the system reads into it.
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        private int _isFree;

        public Memory<byte> Memory => _bytes;

        public void Dispose() => pool.Return(this);

        /// <summary>Notes that it is given out.</summary>
        public void Take() => Volatile.Write(ref _isFree, 0);

        /// <summary>Notes that it was given back; false where it was before.</summary>
        public bool TryFree() => Interlocked.Exchange(ref _isFree, 1) == 0;
    }
}
