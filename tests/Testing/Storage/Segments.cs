using System.Buffers;

namespace SmartTransfer.Testing.Storage;

/// <summary>Bytes in several pieces, as pooled buffers give them.</summary>
public sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

    /// <summary>The bytes in pieces of these sizes and the rest in one.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, params int[] sizes)
    {
        Segments? first = null;
        Segments? last = null;
        var start = 0;
        foreach (var size in sizes.Append(int.MaxValue))
        {
            var piece = new Segments(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)), start);
            start += piece.Memory.Length;
            first ??= piece;
            last?.Next = piece;
            last = piece;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }
}
