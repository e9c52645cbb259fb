using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Storage;

/// <summary>Reads a committed file as long as it stays the one that was opened.</summary>
internal sealed class InMemoryContentStream(InMemoryGate gate, InMemoryBlobs blobs, UploadId id, InMemoryFile file) : Stream
{
    private readonly MemoryStream _bytes = new(file.Bytes, writable: false);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _bytes.Position;
        set => _bytes.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await gate.RunAsync(StorageOperation.ReadContent, () => ReadNow(buffer), cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Stored files are read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => _bytes.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("Stored files do not change.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Stored files do not change.");

    private int ReadNow(Memory<byte> buffer)
    {
        if (blobs.Find(id)?.File?.ETag != file.ETag)
        {
            throw new IOException("The file was replaced or removed while it was read.");
        }

        return _bytes.Read(buffer.Span);
    }
}
