using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Resilience;

/// <summary>Reads a stored file; a read that fails for the time being is tried again from where it stood.</summary>
internal sealed class ResilientReadStream(Stream inner, StoragePipeline pipeline, UploadId id) : ReadOnlyStream
{
    public override bool CanSeek => inner.CanSeek;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await pipeline.RunAsync("read content", id, async token => await inner.ReadAsync(buffer, token), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
