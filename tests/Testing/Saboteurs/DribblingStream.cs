using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body that arrives in small pieces of varying size, now and then only after the reader had to wait.</summary>
public sealed class DribblingStream(byte[] content, int seed) : ReadOnlyStream
{
    private readonly Random _random = new(seed);
    private int _at;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_random.Next(4) == 0)
        {
            await Task.Yield();
        }

        var most = Math.Min(buffer.Length, content.Length - _at);
        var count = most == 0 ? 0 : _random.Next(1, Math.Min(most, 2_000) + 1);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }
}
