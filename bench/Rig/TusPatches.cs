using System.Globalization;
using System.Net.Http.Headers;

namespace SmartTransfer.Bench.Rig;

/// <summary>A tus client that does no more than it must: creates an upload, and sends a file in PATCHes of a chunk each.</summary>
internal sealed class TusPatches(Uri endpoint) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>Sends a file: the chunks by turns, one after the other, as tus does.</summary>
    public async Task SendFileAsync(Chunk[] chunks, int count)
    {
        var length = (long)chunks[0].Bytes.Length * count;
        using var create = Request(HttpMethod.Post, endpoint);
        create.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", "filename YmVuY2guYmlu");
        using var created = await SendAsync(create);
        var address = new Uri(endpoint, created.Headers.Location ?? throw new InvalidDataException("The upload has no address."));
        long offset = 0;
        for (var index = 0; index < count; index++)
        {
            var chunk = chunks[index % chunks.Length];
            using var patch = Request(HttpMethod.Patch, address);
            patch.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
            patch.Content = new ByteArrayContent(chunk.Bytes);
            patch.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            using var taken = await SendAsync(patch);
            offset += chunk.Bytes.Length;
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        var answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode
            ? answer
            : throw new HttpRequestException(
                $"{request.Method} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
