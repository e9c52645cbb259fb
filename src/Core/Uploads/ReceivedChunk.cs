using System.Buffers;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Uploads;

/// <summary>A chunk's body as far as it arrived, in memory until it is disposed of.</summary>
/// <param name="End">Why reading ended.</param>
/// <param name="Buffer">The bytes.</param>
/// <param name="Digests">Their digests.</param>
/// <param name="Took">How long it took to read them.</param>
internal sealed record ReceivedChunk(BodyEnd End, BodyBuffer Buffer, ChunkDigests Digests, TimeSpan Took) : IDisposable
{
    public long Bytes => Buffer.Length;

    public ReadOnlySequence<byte> Content => Buffer.Content();

    public void Dispose() => Buffer.Dispose();
}
