namespace SmartTransfer.Core.Bodies;

/// <summary>
/// Bytes that are read asynchronously and never written. Read forward only; a stream that can seek overrides <see cref="CanSeek"/>,
/// <see cref="Length"/> and <see cref="Position"/>, and <see cref="Seek"/> follows from them.
/// </summary>
/// <remarks>What a stream refuses it refuses with <see cref="NotSupportedException"/>.</remarks>
public abstract class ReadOnlyStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw Forward();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw Forward();
        set => throw Forward();
    }

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("This stream is read asynchronously.");

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw NotWritten();

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw NotWritten();

    private static NotSupportedException Forward() => new("This stream is read forward, from its beginning to its end.");

    private static NotSupportedException NotWritten() => new("This stream is only read.");
}
