using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>A committed file whose reads are under sabotage. A read that fails leaves the position where it was.</summary>
internal sealed class FaultyReadStream(Stream inner, Saboteur saboteur) : ReadOnlyStream
{
    public override bool CanSeek => true;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var position = inner.Position;
        try
        {
            return await saboteur.RunAsync(StorageOperation.ReadContent, () => inner.ReadAsync(buffer, cancellationToken).AsTask());
        }
        catch (StorageUnavailableException)
        {
            inner.Position = position;
            throw;
        }
    }

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
