using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SmartTransfer.Bench.Rig;

/// <summary>A client of the native API that does no more than it must.</summary>
internal sealed class UploadClient(Uri host) : IDisposable
{
    private static readonly TimeSpan DefaultRetryDelay = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        BaseAddress = new Uri(host, "api/"),
        Timeout = TimeSpan.FromMinutes(5),
    };

    private int _busyAnswers;

    /// <summary>How often the host said that it is full (503), and a chunk was sent again.</summary>
    public int BusyAnswers => _busyAnswers;

    public async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("health");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Opens a session and gives its id.</summary>
    public async Task<string> StartAsync(long length)
    {
        using var answer = await _http.PostAsJsonAsync("uploads", new { fileName = "bench.bin", length });
        using var session = JsonDocument.Parse(await ReadAsync(answer));
        return session.RootElement.GetProperty("id").GetString() ?? throw new InvalidDataException("The session has no id.");
    }

    /// <summary>Sends a chunk, again after a while as long as the host says that it is full.</summary>
    /// <param name="id">The session.</param>
    /// <param name="offset">Where the chunk begins.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="chunked">Whether its body has chunked coding instead of a Content-Length.</param>
    public async Task PutAsync(string id, long offset, Chunk chunk, bool chunked = false)
    {
        while (true)
        {
            using var content = new ByteArrayContent(chunk.Bytes);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            _ = content.Headers.TryAddWithoutValidation("Content-Digest", chunk.ContentDigest);
            using var request = new HttpRequestMessage(HttpMethod.Put, $"uploads/{id}/chunks/{offset}") { Content = content };
            request.Headers.TransferEncodingChunked = chunked ? true : null;
            using var answer = await _http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                _ = await ReadAsync(answer);
                return;
            }

            _ = Interlocked.Increment(ref _busyAnswers);
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? DefaultRetryDelay);
        }
    }

    public async Task CompleteAsync(string id)
    {
        using var answer = await _http.PostAsync($"uploads/{id}/complete", null);
        _ = await ReadAsync(answer);
    }

    /// <summary>Asks where an upload stands, all chunks listed, and reads the answer.</summary>
    public async Task StatusAsync(string id)
    {
        using var answer = await _http.GetAsync($"uploads/{id}", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        await body.CopyToAsync(Stream.Null);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? body
            : throw new HttpRequestException($"{answer.RequestMessage?.Method} was answered {(int)answer.StatusCode}: {body}");
    }
}
