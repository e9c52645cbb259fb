using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body that goes on with zeros, <paramref name="more"/> of them, after its content.</summary>
public sealed class LongStream(byte[] content, long more) : ReadOnlyStream
{
    private long _at;

    /// <summary>Bytes that were read so far.</summary>
    public long BytesRead => _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var inContent = _at < content.Length;
        var count = (int)Math.Min(buffer.Length, (inContent ? content.Length : content.Length + more) - _at);
        if (inContent)
        {
            content.AsSpan((int)_at, count).CopyTo(buffer.Span);
        }
        else
        {
            buffer.Span[..count].Clear();
        }

        _at += count;
        return ValueTask.FromResult(count);
    }
}
