using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body that falls silent after <paramref name="bytes"/> bytes: the connection stands, and nothing comes any more.</summary>
public sealed class SilentStream(byte[] content, int bytes) : ReadOnlyStream
{
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;

    /// <summary>Completes once somebody waits for what does not come.</summary>
    public Task WhenSilent => _silent.Task;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == bytes)
        {
            _silent.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var count = Math.Min(buffer.Length, bytes - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }
}
