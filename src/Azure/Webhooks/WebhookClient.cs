using System.Net.Http.Headers;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>
/// Posts signed messages. Redirects are not followed: an address is what the settings say, and a redirect would hand the message to
/// whom they do not name. No cookies, no proxy of the environment, no retries.
/// </summary>
public sealed class WebhookClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>Makes the client; asks nobody anything.</summary>
    /// <param name="clock">Says when a message is sent.</param>
    /// <param name="handler">Sends requests; null for the network.</param>
    public WebhookClient(TimeProvider clock, HttpMessageHandler? handler = null)
    {
        _clock = clock;
        _http = new HttpClient(handler ?? NewHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Posts a message. The answer is there once its headers are; whoever called disposes of it.</summary>
    /// <param name="address">Where to (<see cref="WebhookAddress"/>).</param>
    /// <param name="signature">Signs it.</param>
    /// <param name="id">The message's id, the same each time that it is sent.</param>
    /// <param name="contentType">Media type of the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Ends the wait; it is the only limit of time.</param>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    public async Task<HttpResponseMessage> PostAsync(
        Uri address,
        WebhookSignature signature,
        string id,
        string contentType,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        signature.Write(request.Headers, id, _clock.GetUtcNow(), body.Span);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        UseCookies = false,
        UseProxy = false,
    };
}
