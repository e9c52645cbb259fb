using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body of which one bit was flipped on the way.</summary>
public sealed class FlippedBitStream(byte[] content, long bit) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, content.Length - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        var flipped = (bit / 8) - _at;
        if (flipped >= 0 && flipped < count)
        {
            buffer.Span[(int)flipped] ^= (byte)(1 << (int)(bit % 8));
        }

        _at += count;
        return ValueTask.FromResult(count);
    }
}
