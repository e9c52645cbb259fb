using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>Request bodies and the digests that go with them.</summary>
public static class Bodies
{
    /// <summary>A JSON body of an object, or of text that is sent as it is.</summary>
    public static HttpContent Json(object body) =>
        new ByteArrayContent(body as byte[] ?? Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body)))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    /// <summary>Bytes with a Content-Length.</summary>
    public static HttpContent Sized(byte[] bytes) => new ByteArrayContent(bytes);

    /// <summary>Bytes in chunked transfer coding.</summary>
    public static HttpContent Chunked(byte[] bytes) => new UnsizedContent(bytes, Task.CompletedTask);

    /// <summary>Bytes in chunked transfer coding; the last of them is sent once <paramref name="rest"/> completes.</summary>
    public static HttpContent Paused(byte[] bytes, Task rest) => new UnsizedContent(bytes, rest);

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A Content-Digest field.</summary>
    public static string ContentDigest(byte[] bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    private sealed class UnsizedContent(byte[] bytes, Task rest) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, Math.Max(0, bytes.Length - 1)));
            await stream.FlushAsync();
            await rest;
            await stream.WriteAsync(bytes.AsMemory(Math.Max(0, bytes.Length - 1)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
