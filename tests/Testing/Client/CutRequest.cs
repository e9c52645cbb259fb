using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SmartTransfer.Testing.Client;

/// <summary>A PUT of a chunk or a PATCH of tus over a socket of its own, which the test may leave whenever it likes.</summary>
public sealed class CutRequest : IDisposable
{
    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly BodyCoding _coding;

    private CutRequest(BodyCoding coding) => _coding = coding;

    /// <summary>
    /// Connects, sends the head of the request, and waits until the host asks for the body (100 Continue): what happens from
    /// then on happens to the body.
    /// </summary>
    /// <param name="host">Where the host listens.</param>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Where the chunk begins, in bytes.</param>
    /// <param name="bytes">The whole chunk, of which the digest and the length are announced.</param>
    /// <param name="coding">How the body's end is told.</param>
    public static Task<CutRequest> BeginAsync(Uri host, string id, long offset, ReadOnlyMemory<byte> bytes, BodyCoding coding) =>
        BeginAsync(
        host,
        $"PUT {ApiClient.ChunkPath(id, offset)} HTTP/1.1\r\nContent-Type: application/octet-stream\r\nContent-Digest: "
        + $"{ApiClient.ContentDigest(bytes.Span)}\r\n",
        bytes.Length,
        coding);

    /// <summary>The same for a PATCH of tus with so many bytes.</summary>
    /// <param name="host">Where the host listens.</param>
    /// <param name="path">The upload's path.</param>
    /// <param name="offset">Where the body begins, in bytes.</param>
    /// <param name="length">The announced length, in bytes.</param>
    /// <param name="coding">How the body's end is told.</param>
    public static Task<CutRequest> BeginPatchAsync(Uri host, string path, long offset, long length, BodyCoding coding) => BeginAsync(
        host,
        string.Create(
            CultureInfo.InvariantCulture,
            $"PATCH {path} HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: "
            + $"application/offset+octet-stream\r\n"),
        length,
        coding);

    private static async Task<CutRequest> BeginAsync(Uri host, string head, long length, BodyCoding coding)
    {
        var request = new CutRequest(coding);
        await request._socket.ConnectAsync(host.Host, host.Port);
        var end = coding is BodyCoding.Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
        await request.SendAsync(Encoding.ASCII.GetBytes($"{head}Host: {host.Authority}\r\n{end}\r\nExpect: 100-continue\r\n\r\n"));
        await request.ReceiveContinueAsync();
        return request;
    }

    /// <summary>Sends a part of the body.</summary>
    public async Task SendBodyAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_coding is BodyCoding.Length)
        {
            await SendAsync(bytes);
            return;
        }

        await SendAsync(Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
        await SendAsync(bytes);
        await SendAsync("\r\n"u8.ToArray());
    }

    /// <summary>Leaves as a process does that is killed, or a phone that loses its network: the other side gets a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Leaves as a program does that gives up in good order: the other side sees the end of the stream, too early.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task ReceiveContinueAsync()
    {
        var answer = new byte[Continue.Length];
        for (var received = 0; received < answer.Length;)
        {
            var count = await _socket.ReceiveAsync(answer.AsMemory(received));
            received += count > 0 ? count : throw new EndOfStreamException("The host closed the connection before it asked for the body.");
        }

        if (!answer.AsSpan().SequenceEqual(Continue))
        {
            throw new InvalidDataException($"The host did not ask for the body; its answer begins with {Encoding.ASCII.GetString(answer)}");
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }
}
