using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Attempts;

/// <summary>The requests that carry no chunk, repeated as rule 3 says.</summary>
internal sealed class Requests(ServiceConnection connection, Link link)
{
    /// <summary>Starts an upload of known length.</summary>
    /// <param name="start">What the service is told.</param>
    /// <param name="clientId">The client's id; null for none.</param>
    /// <param name="startKey">The key under which the upload is started once, however often this is sent (rule 1.3).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<ServiceAnswer> StartAsync(
        Wire.Start start, string? clientId, string startKey, CancellationToken cancellationToken) => AskAsync(
        () =>
        {
            var request = Json(connection.Address.Uploads, start, WireJson.Default.Start);
            Identify(request, clientId);
            StartOnce(request, startKey);
            return request;
        },
        StallLimits.Request,
        cancellationToken);

    /// <summary>Starts an upload whose length is not known, by tus (rule 1.4).</summary>
    public Task<ServiceAnswer> StartOpenEndedAsync(
        string fileName,
        string? contentType,
        IReadOnlyDictionary<string, string>? metadata,
        string? clientId,
        string startKey,
        CancellationToken cancellationToken) => AskAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, connection.Address.Tus);
            _ = request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
            _ = request.Headers.TryAddWithoutValidation("Upload-Defer-Length", "1");
            var pairs = (metadata ?? new Dictionary<string, string>()).Prepend(new("filename", fileName));
            pairs = contentType is null ? pairs : pairs.Append(new("filetype", contentType));
            _ = request.Headers.TryAddWithoutValidation(
                "Upload-Metadata",
                string.Join(',', pairs.Select(pair => $"{pair.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}")));
            Identify(request, clientId);
            StartOnce(request, startKey);
            return request;
        },
        StallLimits.Request,
        cancellationToken);

    /// <summary>Asks where an upload stands.</summary>
    public async Task<ServiceAnswer> StatusAsync(
        string id,
        bool withChunks,
        CancellationToken cancellationToken,
        int line = Link.RequestLine)
    {
        var reported = default(AttemptLog.Costs);
        return await AskAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, connection.Address.Upload(id, withChunks ? "" : "?chunks=false"));
                reported = link.TakeReport();
                if (reported.Format(Math.Max(1, link.Gate.Inside)) is { } report)
                {
                    _ = request.Headers.TryAddWithoutValidation(AttemptLog.HeaderName, report);
                }

                return request;
            },
            StallLimits.Request,
            cancellationToken,
            line,
            unanswered: () => link.PutBack(reported)).ConfigureAwait(false);
    }

    /// <summary>Completes an upload.</summary>
    public Task<ServiceAnswer> CompleteAsync(string id, Wire.Completion completion, CancellationToken cancellationToken) =>
        AskAsync(
            () => Json(connection.Address.Upload(id, "/complete"), completion, WireJson.Default.Completion),
            StallLimits.Complete,
            cancellationToken);

    /// <summary>Cancels an upload.</summary>
    public Task<ServiceAnswer> CancelAsync(string id, CancellationToken cancellationToken) =>
        AskAsync(() => new HttpRequestMessage(HttpMethod.Delete, connection.Address.Upload(id)), StallLimits.Request, cancellationToken);

    /// <summary>Asks what is known of a link.</summary>
    public Task<ServiceAnswer> NetworkAsync(string? id, string? clientId, CancellationToken cancellationToken) => AskAsync(
        () =>
        {
            var request = new HttpRequestMessage(
                HttpMethod.Get,
                id is null ? connection.Address.Network : connection.Address.Upload(id, "/network"));
            Identify(request, id is null ? clientId : null);
            return request;
        },
        StallLimits.Request,
        cancellationToken);

    /// <summary>Sends until an answer comes that is a success, or one that repeating would not change.</summary>
    private async Task<ServiceAnswer> AskAsync(
        Func<HttpRequestMessage> request,
        TimeSpan limit,
        CancellationToken cancellationToken,
        int number = Link.RequestLine,
        Action? unanswered = null)
    {
        var line = new AttemptLine(number);
        while (true)
        {
            var answer = await connection.SendAsync(request, limit, cancellationToken, silence: StallLimits.Request).ConfigureAwait(false);
            link.Heard(answer);
            if (answer.IsSuccess)
            {
                return answer;
            }

            if (answer.IsUnanswered)
            {
                unanswered?.Invoke();
            }

            if (Reactions.Of(answer) is not (Reaction.Unanswered or Reaction.Again))
            {
                return answer;
            }

            _ = await link.PauseAsync(line, answer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage Json<T>(Uri address, T document, JsonTypeInfo<T> type) => new(HttpMethod.Post, address)
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(document, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    private static void Identify(HttpRequestMessage request, string? clientId)
    {
        if (clientId is not null)
        {
            _ = request.Headers.TryAddWithoutValidation("Transfer-Client", $"\"{clientId}\"");
        }
    }

    private static void StartOnce(HttpRequestMessage request, string startKey) =>
        _ = request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{startKey}\"");
}
