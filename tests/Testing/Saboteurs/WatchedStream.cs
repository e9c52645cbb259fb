using SmartTransfer.Core.Bodies;

namespace SmartTransfer.Testing.Saboteurs;

/// <summary>A body that lets a test look at something with every read.</summary>
public sealed class WatchedStream(Stream body, Action look) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        look();
        return await body.ReadAsync(buffer, cancellationToken);
    }
}
