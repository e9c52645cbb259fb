using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body during which something happens: after <paramref name="bytes"/> bytes, once, before any more are read.</summary>
public sealed class HookedStream(byte[] content, int bytes, Func<Task> happening) : ReadOnlyStream
{
    private int _at;
    private bool _happened;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == bytes && !_happened)
        {
            _happened = true;
            await happening();
        }

        var count = Math.Min(buffer.Length, (_at < bytes ? bytes : content.Length) - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }
}
