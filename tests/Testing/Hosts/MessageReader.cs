using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.Testing.Hosts;

/// <summary>Reads HTTP/1.1 messages from a connection, and hands bodies on as they come.</summary>
internal sealed class MessageReader(NetworkStream source)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next head; null where the other side has closed in good order.</summary>
    public async Task<MessageHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var head = new MemoryStream();
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            head.Write(line);
            if (line.Length == 2)
            {
                return new MessageHead(head.ToArray());
            }
        }

        return head.Length == 0 ? null : throw new EndOfStreamException("The connection closed in the middle of a head.");
    }

    /// <summary>Copies so many bytes.</summary>
    public async Task CopyAsync(long length, Stream destination, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException("The connection closed in the middle of a body.");
            }

            var part = (int)Math.Min(length, _end - _start);
            await destination.WriteAsync(_buffer.AsMemory(_start, part), cancellationToken);
            _start += part;
            length -= part;
        }
    }

    /// <summary>Copies a body in the chunked transfer coding as it stands.</summary>
    public async Task CopyChunkedAsync(Stream destination, CancellationToken cancellationToken)
    {
        for (long size = -1; size != 0;)
        {
            var line = await ReadLineAsync(cancellationToken)
                ?? throw new EndOfStreamException("The connection closed in the middle of a body.");
            size = long.Parse(
                Encoding.ASCII.GetString(line).TrimEnd().Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            await destination.WriteAsync(line, cancellationToken);
            await CopyAsync(size + 2, destination, cancellationToken);
        }
    }

    /// <summary>Copies whatever comes until the other side closes.</summary>
    public async Task CopyToEndAsync(Stream destination, CancellationToken cancellationToken)
    {
        do
        {
            await destination.WriteAsync(_buffer.AsMemory(_start, _end - _start), cancellationToken);
            _start = _end;
        }
        while (await FillAsync(cancellationToken));
    }

    private async Task<byte[]?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new MemoryStream();
        while (_start < _end || await FillAsync(cancellationToken))
        {
            var next = _buffer[_start++];
            line.WriteByte(next);
            if (next == '\n')
            {
                return line.ToArray();
            }
        }

        return line.Length == 0 ? null : throw new EndOfStreamException("The connection closed in the middle of a line.");
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _start = 0;
        _end = await source.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
