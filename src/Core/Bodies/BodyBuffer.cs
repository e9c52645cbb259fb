using System.Buffers;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Bodies;

/// <summary>Holds one body in pooled segments, within the instance's budget. Dispose gives all of it back.</summary>
internal sealed class BodyBuffer(BytesInFlight budget, UploadId upload) : IDisposable
{
    private const int SegmentBytes = SegmentPool.SegmentBytes;

    private readonly List<byte[]> _segments = [];
    private readonly HeldBytes _held = new(budget, upload);
    private int _usedInLast;

    public long Length { get; private set; }

    /// <summary>Takes budget for a body of known length; false when it is not there.</summary>
    public bool TryTake(long bytes) => _held.TryTake(bytes);

    /// <summary>Free memory to read into, at most <paramref name="wanted"/> bytes; empty when the budget is spent.</summary>
    public Memory<byte> Free(long wanted)
    {
        if (_segments.Count == 0 || _usedInLast == SegmentBytes)
        {
            var next = Math.Min(SegmentBytes, wanted);
            if (Length + next > _held.Bytes && !TryTake(next))
            {
                return Memory<byte>.Empty;
            }

            _segments.Add(budget.Segments.Rent((int)next));
            _usedInLast = 0;
        }

        var room = (int)Math.Min(SegmentBytes - _usedInLast, wanted);
        return _segments[^1].AsMemory(_usedInLast, room);
    }

    /// <summary>Counts bytes that were read into <see cref="Free"/>.</summary>
    public void Advance(int bytes)
    {
        _usedInLast += bytes;
        Length += bytes;
    }

    public ReadOnlySequence<byte> Content()
    {
        if (_segments.Count == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(_segments[0].AsMemory(0, (int)Math.Min(SegmentBytes, Length)), 0);
        var last = first;
        for (var i = 1; i < _segments.Count; i++)
        {
            last = last.Append(_segments[i].AsMemory(0, i == _segments.Count - 1 ? _usedInLast : SegmentBytes));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            budget.Segments.Return(segment);
        }

        _segments.Clear();
        _held.Dispose();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
