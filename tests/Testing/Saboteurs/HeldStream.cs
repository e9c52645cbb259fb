using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body of which nothing arrives until a test lets it.</summary>
public sealed class HeldStream(byte[] content) : ReadOnlyStream
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;

    /// <summary>Completes once somebody waits for the first byte.</summary>
    public Task WhenWaitedFor => _waited.Task;

    public void Release() => _released.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _waited.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        var count = Math.Min(buffer.Length, content.Length - _at);
        content.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }
}
