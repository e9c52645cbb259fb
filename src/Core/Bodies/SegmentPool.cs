using System.Buffers;

namespace SmartTransfer.Core.Bodies;

/// <summary>
/// Memory for bodies. It keeps as many whole segments as the budget holds: the shared pool keeps 8 MiB or so of this size, and
/// what goes beyond it would become garbage with every chunk, of the kind that only a full collection finds.
/// </summary>
/// <param name="budgetBytes">The bytes that may be in use at once.</param>
internal sealed class SegmentPool(long budgetBytes)
{
    public const int SegmentBytes = 128 * 1024;

    private readonly ArrayPool<byte> _whole = ArrayPool<byte>.Create(SegmentBytes, (int)Math.Max(1, budgetBytes / SegmentBytes));

    /// <summary>
    /// Memory of at least so many bytes, and hardly more, or many small bodies would hold far more than the budget knows of.
    /// </summary>
    /// <param name="bytes">At most <see cref="SegmentBytes"/>.</param>
    public byte[] Rent(int bytes) => PoolOf(bytes).Rent(bytes);

    /// <summary>Takes back what was rented.</summary>
    public void Return(byte[] segment) => PoolOf(segment.Length).Return(segment);

    private ArrayPool<byte> PoolOf(int bytes) => bytes > SegmentBytes / 2 ? _whole : ArrayPool<byte>.Shared;
}
