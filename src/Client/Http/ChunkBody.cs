using System.Net;
using System.Net.Http.Headers;

namespace SmartTransfer.Client.Http;

/// <summary>A chunk as the body of a request: it counts what was handed to the transport, and keeps to the limit on the rate.</summary>
internal sealed class ChunkBody : HttpContent
{
    private const int SliceBytes = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _chunk;
    private readonly RateLimit? _limit;
    private readonly Action<int> _handedOver;

    /// <param name="chunk">The bytes.</param>
    /// <param name="digest">Content-Digest.</param>
    /// <param name="limit">The limit on the rate; null for none.</param>
    /// <param name="handedOver">Is told of bytes that the transport took; of 0 when the body begins.</param>
    public ChunkBody(ReadOnlyMemory<byte> chunk, string digest, RateLimit? limit, Action<int> handedOver)
    {
        (_chunk, _limit, _handedOver) = (chunk, limit, handedOver);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentLength = chunk.Length;
        _ = Headers.TryAddWithoutValidation("Content-Digest", digest);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _chunk.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _handedOver(0);
        for (var at = 0; at < _chunk.Length;)
        {
            var slice = Math.Min(SliceBytes, _chunk.Length - at);
            if (_limit is not null)
            {
                slice = await _limit.TakeAsync(slice, cancellationToken).ConfigureAwait(false);
            }

            await stream.WriteAsync(_chunk.Slice(at, slice), cancellationToken).ConfigureAwait(false);
            _handedOver(slice);
            at += slice;
        }
    }
}
