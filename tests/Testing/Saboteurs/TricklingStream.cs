using SmartTransfer.Core.Bodies;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>
/// A body of which <paramref name="bytes"/> bytes arrive in each <paramref name="interval"/> of a clock that is moved for it.
/// </summary>
public sealed class TricklingStream(byte[] content, int bytes, TimeSpan interval, ManualTimeProvider clock) : ReadOnlyStream
{
    private int _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        clock.Advance(interval);
        var count = Math.Min(Math.Min(buffer.Length, bytes), content.Length - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
