using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Testing.Storage;

/// <summary>Reads a committed file as long as it stays the one that was opened.</summary>
internal sealed class InMemoryContentStream(InMemoryGate gate, InMemoryBlobs blobs, BlobName name, InMemoryFile file) : ReadOnlyStream
{
    private readonly MemoryStream _bytes = new(file.Bytes, writable: false);

    public override bool CanSeek => true;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _bytes.Position;
        set => _bytes.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await gate.RunAsync(StorageOperation.ReadContent, () => ReadNow(buffer), cancellationToken);

    private int ReadNow(Memory<byte> buffer)
    {
        if (blobs.Find(name)?.File?.ETag != file.ETag)
        {
            throw new IOException("The file was replaced or removed while it was read.");
        }

        return _bytes.Read(buffer.Span);
    }
}
