using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body that ends after its first <paramref name="bytes"/> bytes, as if that were all.</summary>
public sealed class ShortStream(byte[] content, int bytes) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(buffer.Length, bytes - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
