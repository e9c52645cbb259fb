using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body whose connection breaks after <paramref name="bytes"/> bytes, which are still read.</summary>
public sealed class BrokenStream(byte[] content, int bytes) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == bytes)
        {
            throw new IOException("The connection was reset.");
        }

        var count = Math.Min(buffer.Length, bytes - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
