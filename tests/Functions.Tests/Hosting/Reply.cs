using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>An answer, read completely.</summary>
public sealed class Reply
{
    private Reply(HttpResponseMessage message, byte[] body)
    {
        (Status, Headers, ContentHeaders, Body) = (message.StatusCode, message.Headers, message.Content.Headers, body);
    }

    public HttpStatusCode Status { get; }

    public HttpResponseHeaders Headers { get; }

    public HttpContentHeaders ContentHeaders { get; }

    public byte[] Body { get; }

    public string Text => Encoding.UTF8.GetString(Body);

    public string? MediaType => ContentHeaders.ContentType?.MediaType;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>A header of the answer or of its body; null when it is not there.</summary>
    public string? Header(string name) =>
        Headers.NonValidated.TryGetValues(name, out var values) || ContentHeaders.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;

    public static async Task<Reply> ToAsync(HttpClient client, HttpRequestMessage request)
    {
        using var message = await client.SendAsync(request);
        return new Reply(message, await message.Content.ReadAsByteArrayAsync());
    }

    public static Task<Reply> ToAsync(
        HttpClient client, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value) && content?.Headers.TryAddWithoutValidation(name, value) is not true)
            {
                throw new ArgumentException($"The header {name} cannot be sent.", nameof(headers));
            }
        }

        return ToAsync(client, request);
    }

    /// <summary>Asserts the status, showing the answer where it differs.</summary>
    public Reply Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return this;
    }
}
