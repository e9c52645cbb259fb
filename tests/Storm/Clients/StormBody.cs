using System.Net;
using System.Net.Http.Headers;

namespace SmartTransfer.Storm.Clients;

/// <summary>A body that comes as over a bad link: with a pause in the middle, and perhaps not to its end.</summary>
internal sealed class StormBody : HttpContent
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _chunked;
    private readonly int? _cutAt;
    private readonly TimeSpan _pause;

    /// <param name="bytes">The body.</param>
    /// <param name="mediaType">Its type.</param>
    /// <param name="chunked">Whether its end is told by the chunked coding, and not by a length.</param>
    /// <param name="cutAt">After how many bytes the connection breaks; null for never.</param>
    /// <param name="pause">How long nothing is sent in the middle.</param>
    public StormBody(ReadOnlyMemory<byte> bytes, string mediaType, bool chunked, int? cutAt, TimeSpan pause)
    {
        (_bytes, _chunked, _cutAt, _pause) = (bytes, chunked, cutAt, pause);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>A body whose weather the dice decide.</summary>
    public static StormBody Random(Random random, ReadOnlyMemory<byte> bytes, string mediaType) => new(
        bytes,
        mediaType,
        random.Next(2) == 0,
        random.NextDouble() < 0.12 ? random.Next(bytes.Length + 1) : null,
        random.NextDouble() < 0.1 ? TimeSpan.FromMilliseconds(random.Next(1500)) : TimeSpan.Zero);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_bytes.Length} bytes{(_chunked ? ", chunked" : string.Empty)}{(_cutAt is { } at ? $", cut at {at}" : string.Empty)}"
        + (_pause > TimeSpan.Zero ? $", pause of {_pause.TotalMilliseconds:0} ms" : string.Empty);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var bytes = _bytes[..(_cutAt ?? _bytes.Length)];
        var half = _pause > TimeSpan.Zero || _cutAt is not null ? bytes.Length / 2 : 0;
        if (half > 0)
        {
            await stream.WriteAsync(bytes[..half]);
            await stream.FlushAsync();
            await Task.Delay(_pause);
        }

        await stream.WriteAsync(bytes[half..]);
        await stream.FlushAsync();
        if (_cutAt is not null)
        {
            throw new IOException("The link broke.");
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return !_chunked;
    }
}
