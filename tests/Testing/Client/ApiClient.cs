using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Testing.Client;

/// <summary>
/// A plain client of the native API. It decides nothing: every call is one request, and what comes back is what the caller
/// gets. A broken connection is an <see cref="HttpRequestException"/>.
/// </summary>
public sealed class ApiClient : IDisposable
{
    private const int CopyBytes = 1024 * 1024;

    private readonly HttpClient _http;

    /// <param name="host">Where the host listens, e.g. http://127.0.0.1:7071.</param>
    public ApiClient(Uri host) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        BaseAddress = new Uri(host, "api/"),
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Where an upload's chunk goes, relative to the host.</summary>
    public static string ChunkPath(string id, long offset) => $"/api/uploads/{id}/chunks/{offset}";

    /// <summary>The Content-Digest (RFC 9530) of these bytes.</summary>
    public static string ContentDigest(ReadOnlySpan<byte> bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    /// <summary>Opens an upload session.</summary>
    /// <param name="fileName">The file's name.</param>
    /// <param name="length">The file's length, in bytes.</param>
    /// <param name="sha256">The SHA-256 that the whole file must have, in hexadecimal; null for none.</param>
    /// <param name="contentType">The media type; null for none.</param>
    public async Task<UploadView> StartAsync(string fileName, long length, string? sha256 = null, string? contentType = null)
    {
        var expected = sha256 is null ? null : new { sha256 };
        var answer = await SendAsync(HttpMethod.Post, "uploads", JsonContent.Create(new { fileName, length, contentType, expected }));
        return answer.Expected().Read<UploadView>();
    }

    /// <summary>Opens an upload session, or hears why not.</summary>
    public Task<ApiAnswer> TryStartAsync(string fileName, long length) =>
        SendAsync(HttpMethod.Post, "uploads", JsonContent.Create(new { fileName, length }));

    /// <summary>Sends a chunk.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Where the chunk begins, in bytes.</param>
    /// <param name="bytes">The chunk.</param>
    /// <param name="coding">How the body's end is told.</param>
    /// <param name="digest">The Content-Digest to send; null for the right one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ApiAnswer> PutChunkAsync(
        string id,
        long offset,
        ReadOnlyMemory<byte> bytes,
        BodyCoding coding = BodyCoding.Length,
        string? digest = null,
        CancellationToken cancellationToken = default)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.TryAddWithoutValidation("Content-Digest", digest ?? ContentDigest(bytes.Span));
        return SendAsync(HttpMethod.Put, $"uploads/{id}/chunks/{offset}", content, coding is BodyCoding.Chunked, cancellationToken);
    }

    /// <summary>Sends a chunk whose bytes the content gives by and by.</summary>
    public Task<ApiAnswer> PutChunkAsync(string id, long offset, HttpContent content, BodyCoding coding) =>
        SendAsync(HttpMethod.Put, $"uploads/{id}/chunks/{offset}", content, coding is BodyCoding.Chunked);

    /// <summary>Where the upload stands.</summary>
    public async Task<UploadView> StatusAsync(string id) => (await TryStatusAsync(id)).Expected().Read<UploadView>();

    /// <summary>Where the upload stands, or why that is not told.</summary>
    /// <param name="id">The upload.</param>
    public Task<ApiAnswer> TryStatusAsync(string id) => SendAsync(HttpMethod.Get, $"uploads/{id}");

    /// <summary>Completes the upload.</summary>
    public Task<ApiAnswer> CompleteAsync(string id) => SendAsync(HttpMethod.Post, $"uploads/{id}/complete");

    /// <summary>Cancels the upload.</summary>
    public Task<ApiAnswer> CancelAsync(string id) => SendAsync(HttpMethod.Delete, $"uploads/{id}");

    /// <summary>Whether the host can do its work.</summary>
    public Task<ApiAnswer> HealthAsync() => SendAsync(HttpMethod.Get, "health");

    /// <summary>The file's bytes, or a part of them; for files that memory holds easily.</summary>
    public async Task<ApiAnswer> DownloadAsync(string id, ByteRange? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"uploads/{id}/content");
        if (range is { } part)
        {
            request.Headers.Range = new RangeHeaderValue(part.Offset, part.End - 1);
        }

        using var response = await _http.SendAsync(request);
        return await ApiAnswer.FromAsync(response, CancellationToken.None);
    }

    /// <summary>SHA-256 of the file as it is downloaded, in lower-case hexadecimal; the file may be of any length.</summary>
    public async Task<string> DownloadSha256Async(string id)
    {
        using var response = await _http.GetAsync($"uploads/{id}/content", HttpCompletionOption.ResponseHeadersRead);
        _ = response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[CopyBytes];
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<ApiAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, bool chunked = false, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        using var response = await _http.SendAsync(request, cancellationToken);
        return await ApiAnswer.FromAsync(response, cancellationToken);
    }
}
