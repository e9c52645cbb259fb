using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Uploads;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.OpenApi.Surface;

/// <summary>A request in the making, which begins as a good one of its operation; whoever provokes a code changes it.</summary>
internal sealed class Provocation
{
    public const string Scope = "uploads.write";

    /// <summary>As long as 49,000 of the largest chunks, so that every chunk but the last must be one.</summary>
    public const long LongestFile = 49_000 * 65_536L;

    private static int _clients;

    private readonly AuthorizedHost? _issuer;
    private readonly string _address = $"198.18.{Interlocked.Increment(ref _clients) / 250}.{_clients % 250}";

    /// <param name="operation">What is asked.</param>
    /// <param name="sentAs">As what: the same, or the operation by which a client sends methods that it cannot send.</param>
    /// <param name="host">Who is asked.</param>
    /// <param name="issuer">Whose tokens it wants; null for none.</param>
    public Provocation(ApiOperation operation, ApiOperation sentAs, ApiHost host, AuthorizedHost? issuer)
    {
        (Operation, SentAs, Host, _issuer) = (operation, sentAs, host, issuer);
        if (operation != sentAs)
        {
            Headers["X-HTTP-Method-Override"] = operation.Verb;
        }

        Headers["X-Forwarded-For"] = _address;
        if (operation.IsTus)
        {
            Headers["Tus-Resumable"] = "1.0.0";
        }

        switch (operation.Function)
        {
            case "StartUpload":
                Json(new { fileName = "a", length = 4 });
                break;
            case "StageChunk":
                Body = [1, 2, 3, 4];
                break;
            case "TusPost":
                Headers["Upload-Length"] = "4";
                break;
            case "TusPatch":
                Append([1, 2, 3, 4]);
                break;
            case "ResumablePost":
                Headers["Upload-Complete"] = "?1";
                Body = [1, 2, 3, 4];
                break;
            case "ResumablePatch":
                Headers["Upload-Complete"] = "?1";
                Append([1, 2, 3, 4]);
                break;
        }
    }

    public ApiOperation Operation { get; }

    public ApiOperation SentAs { get; }

    public ApiHost Host { get; }

    public TokenIssuer Issuer => _issuer!.Issuer;

    /// <summary>The upload that the path names; one is started where a provocation needs it.</summary>
    public string Id { get; set; } = "AAAAAAAAAAAAAAAAAAAAAA";

    public string Offset { get; set; } = "0";

    public string Query { get; set; } = string.Empty;

    public byte[]? Body { get; set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    private string Path => "api/" + SentAs.Route
        .Replace("{id}", Id, StringComparison.Ordinal)
        .Replace("{offset}", Offset, StringComparison.Ordinal)
        .Replace("{file}", "nothing.js", StringComparison.Ordinal) + Query;

    /// <summary>Makes the body JSON.</summary>
    public void Json(object body)
    {
        Body = Encoding.UTF8.GetBytes(body as string ?? System.Text.Json.JsonSerializer.Serialize(body));
        Headers["Content-Type"] = "application/json";
    }

    /// <summary>Makes the body a piece of an upload.</summary>
    public void Append(byte[] bytes, long? at = 0)
    {
        (Body, Headers["Content-Type"]) = (bytes, Operation.IsTus ? "application/offset+octet-stream" : "application/partial-upload");
        if (Operation.IsPatch)
        {
            Headers["Upload-Offset"] = $"{at}";
        }
    }

    /// <summary>Lets the request carry a token that is as it should be.</summary>
    public void SendToken() => Headers["Authorization"] = $"Bearer {Issuer.Token(spec: Scoped())}";

    /// <summary>Starts the upload that the path names.</summary>
    /// <param name="length">Its length; null for one that is not known.</param>
    /// <param name="headers">More of the start's headers.</param>
    public async Task StartAsync(long? length = 4, params (string Name, string Value)[] headers) => Id = await NewAsync(length, headers);

    /// <summary>Starts an upload and gives its id.</summary>
    public async Task<string> NewAsync(long? length, params (string Name, string Value)[] headers)
    {
        List<(string, string)> all = [("Tus-Resumable", "1.0.0"), ("X-Forwarded-For", _address), .. headers];
        if (!headers.Any(header => header.Value.StartsWith("final;", StringComparison.Ordinal)))
        {
            all.Add(length is null ? ("Upload-Defer-Length", "1") : ("Upload-Length", $"{length}"));
        }

        if (_issuer is not null)
        {
            all.Add(("Authorization", $"Bearer {Issuer.Token(spec: Scoped())}"));
        }

        var reply = await Reply.ToAsync(Host.Client, HttpMethod.Post, "api/tus", null, [.. all]);
        return reply.Is(HttpStatusCode.Created).Header("Location")![^22..];
    }

    /// <summary>Sends a chunk of the upload as it should be sent.</summary>
    public async Task PutAsync(long offset, params byte[] bytes) =>
        (await Reply.ToAsync(
            Host.Client,
            HttpMethod.Put,
            $"api/uploads/{Id}/chunks/{offset}",
            Bodies.Sized(bytes),
            ("Content-Digest", Bodies.ContentDigest(bytes)),
            ("X-Forwarded-For", _address))).Is(HttpStatusCode.OK);

    /// <summary>Completes the upload.</summary>
    public Task<Reply> CompleteAsync() => Reply.ToAsync(Host.Client, HttpMethod.Post, $"api/uploads/{Id}/complete");

    /// <summary>Starts an upload and ends it as if that had happened by the rules.</summary>
    public async Task EndAsync(UploadState state)
    {
        await StartAsync();
        var row = Host.Stored.SessionRows.Single(session => session.Id.Value == Id);
        row = row with { State = state, ClosedAt = Host.Clock.GetUtcNow(), RejectedBecause = "blocks-lost" };
        Assert.NotNull(await Host.Stored.Sessions.ReplaceAsync(row, CancellationToken.None));
    }

    /// <summary>A token of the issuer that has the right scope, with what is different.</summary>
    public static TokenSpec Scoped() => new() { Claims = new Dictionary<string, object> { ["scp"] = Scope } };

    /// <summary>Sends the request.</summary>
    public Task<Reply> SendAsync() => SendAsync(Body is null ? null : Bodies.Sized(Body));

    /// <summary>Sends the request with another body than its own.</summary>
    public Task<Reply> SendAsync(HttpContent? body)
    {
        var content = body ?? (Headers.ContainsKey("Content-Type") ? Bodies.Sized([]) : null);
        (string, string)[] headers = [.. WithDigest().Select(header => (header.Key, header.Value))];
        return Reply.ToAsync(Host.Client, new HttpMethod(SentAs.Verb), Path, content, headers);
    }

    /// <summary>Sends the head and half a body, says that nothing more comes, and listens.</summary>
    public async Task CutAsync()
    {
        using var connection = await RawConnection.OpenAsync(Host.Address);
        string[] headers = [.. WithDigest().Select(header => $"{header.Key}: {header.Value}")];
        string[] head = [$"{SentAs.Verb} /{Path} HTTP/1.1", "Host: x", "Connection: close", .. headers, "Transfer-Encoding: chunked", ""];
        await connection.SendAsync([.. head, "9", "half"]);
        connection.EndSending();
        _ = await connection.ReadToEndAsync();
    }

    /// <summary>Calls the function itself with a body that no server would hand on.</summary>
    public async Task StageAsync(Stream body, long announced)
    {
        var context = new DefaultHttpContext { RequestServices = Host.App.Services };
        (context.Request.Method, context.Request.Body, context.Request.ContentLength) = (SentAs.Verb, body, announced);
        foreach (var (name, value) in WithDigest())
        {
            context.Request.Headers[name] = value;
        }

        using var answer = new MemoryStream();
        context.Response.Body = answer;
        var function = ActivatorUtilities.CreateInstance<StageChunkFunction>(Host.App.Services);
        await (await function.Run(context.Request, Id, Offset)).ExecuteAsync(context);
        Host.Answered.Add(Operation, System.Text.Json.JsonElement.Parse(answer.ToArray()).Text("code")!, context.Response.StatusCode);
    }

    private Dictionary<string, string> WithDigest()
    {
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        if (Operation.Function == "StageChunk")
        {
            _ = headers.TryAdd("Content-Digest", Bodies.ContentDigest(Body!));
        }

        return headers.Where(header => header.Value.Length > 0).ToDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
