namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A request body as a test makes it up: it is read once, forward, asynchronously.</summary>
public abstract class BodyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("A body does not know its length.");

    public override long Position
    {
        get => throw new NotSupportedException("A body has no position.");
        set => throw new NotSupportedException("A body has no position.");
    }

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A body is read forward.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("A body is not written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is not written.");
}
