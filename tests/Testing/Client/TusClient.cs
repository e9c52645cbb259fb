using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace SmartTransfer.Testing.Client;

/// <summary>Speaks tus 1.0.0 to one host over connections of its own.</summary>
public sealed class TusClient(Uri host) : IDisposable
{
    private const string Version = "1.0.0";

    private readonly HttpClient _http = new() { BaseAddress = host, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Starts an upload.</summary>
    /// <returns>The upload's path.</returns>
    public Task<string> StartAsync(long length, params (string Name, string Value)[] headers) =>
        PostAsync([("Upload-Length", Text(length)), .. headers]);

    /// <summary>Starts a final upload, which is the concatenation of partial ones.</summary>
    /// <returns>The upload's id.</returns>
    public async Task<string> StartFinalAsync(IReadOnlyList<string> parts)
    {
        var path = await PostAsync(("Upload-Concat", $"final;{string.Join(' ', parts)}"));
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>Where the upload stands; null where the answer does not say.</summary>
    public async Task<long?> TryOffsetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Head, path, null);
        return response.EnsureSuccessStatusCode().Headers.Contains("Upload-Offset") ? OffsetOf(response) : null;
    }

    /// <summary>Where the upload stands.</summary>
    public async Task<long> OffsetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Head, path, null);
        return OffsetOf(response.EnsureSuccessStatusCode());
    }

    /// <summary>Sends bytes at the end of the upload.</summary>
    /// <returns>The status, and where the upload stands as far as the answer says.</returns>
    public async Task<(HttpStatusCode Status, long? Offset)> PatchAsync(
        string path, long offset, ReadOnlyMemory<byte> bytes, BodyCoding coding = BodyCoding.Length)
    {
        using var content = new ReadOnlyMemoryContent(bytes)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(
            "application/offset+octet-stream") }
        };
        using var response = await SendAsync(
            HttpMethod.Patch, path, content, coding is BodyCoding.Chunked, ("Upload-Offset", Text(offset)));
        return (response.StatusCode, response.Headers.Contains("Upload-Offset") ? OffsetOf(response) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string> PostAsync(params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(HttpMethod.Post, "/api/tus", null, headers);
        return response.StatusCode is HttpStatusCode.Created
            ? response.Headers.Location!.OriginalString
            : throw new HttpRequestException($"The upload was not created: {(int)response.StatusCode}.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long OffsetOf(HttpResponseMessage response) =>
        long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    private Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers) => SendAsync(method, path, content, false, headers);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, bool chunked, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Tus-Resumable", Version);
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _http.SendAsync(request);
    }
}
