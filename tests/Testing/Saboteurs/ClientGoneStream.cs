using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body whose client goes away after <paramref name="bytes"/> bytes: the request's token fires, and no read gives anything any more.</summary>
public sealed class ClientGoneStream(byte[] content, int bytes, CancellationTokenSource client) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == bytes)
        {
            client.Cancel();
        }

        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(buffer.Length, bytes - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
