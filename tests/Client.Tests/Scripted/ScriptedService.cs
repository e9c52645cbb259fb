using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>
/// A service of one upload, in memory, that a test can have answer anything: the script is asked first. It knows
/// docs/protocol.md and no code of the service.
/// </summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    public const string Id = "AbCdEfGhIjKlMnOpQrSt-_";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<(long Offset, byte[] Bytes)> _chunks = [];
    private readonly List<ScriptedRequest> _requests = [];
    private readonly Dictionary<string, int> _times = [];

    private ScriptedService(WebApplication app) => _app = app;

    /// <summary>Asked for each request, with how many requests of its kind came before it; null for the usual answer.</summary>
    public Func<ScriptedRequest, int, ScriptedAnswer?> Script { get; set; } = (_, _) => null;

    /// <summary>The advice in every answer.</summary>
    public string Advice { get; set; } =
        "chunk-bytes=65536, min-chunk-bytes=1, max-chunk-bytes=8388608, parallel=2, tier=fast, stability=stable, retry-ms=5, max-retries=5";

    public Uri Address { get; private set; } = null!;

    public string State { get; set; } = "open";

    public long? Length { get; set; }

    public string FileName { get; set; } = "file";

    /// <summary>The completed file; null before.</summary>
    public byte[]? File { get; private set; }

    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<ScriptedService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var service = new ScriptedService(app);
        app.Run(service.ServeAsync);
        await app.StartAsync();
        service.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return service;
    }

    /// <summary>Stages a chunk that no client sent.</summary>
    public void Stage(long offset, byte[] bytes)
    {
        lock (_lock)
        {
            _chunks.Add((offset, bytes));
        }
    }

    /// <summary>Makes the file appear, cut into chunks of one size.</summary>
    public void Complete(byte[] file, int chunkBytes)
    {
        for (var offset = 0; offset < file.Length; offset += chunkBytes)
        {
            Stage(offset, file[offset..Math.Min(file.Length, offset + chunkBytes)]);
        }

        (File, Length, State) = (file, file.Length, "completed");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new ScriptedRequest(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.ToString(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        ScriptedAnswer? scripted;
        lock (_lock)
        {
            _requests.Add(request);
            var kind = request switch
            {
                { IsStart: true } => "start",
                { IsChunk: true } => "chunk",
                { IsComplete: true } => "complete",
                { IsContent: true } => "content",
                { IsCancel: true } => "cancel",
                _ => "status",
            };
            var before = _times.GetValueOrDefault(kind);
            _times[kind] = before + 1;
            scripted = Script(request, before);
        }

        if (scripted is { Silence: true })
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var answer = scripted is null or { CutAfterwards: true } ? Answer(request) : scripted;
        if (scripted is { Cut: true } or { CutAfterwards: true })
        {
            context.Abort();
            return;
        }

        context.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = null;
        context.Response.StatusCode = answer.Status;
        if (Advice.Length > 0)
        {
            context.Response.Headers["Transfer-Advice"] = Advice;
        }

        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Status is 204)
        {
            return;
        }

        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body.AsMemory(0, answer.CutAfterBytes ?? answer.Body.Length), context.RequestAborted);
        if (answer.CutAfterBytes is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        lock (_lock)
        {
            return request switch
            {
                { IsStart: true } => Start(request),
                { IsChunk: true } => StageChunk(request),
                { IsComplete: true } => CompleteUpload(request),
                { IsContent: true } => Content(request),
                { IsCancel: true } => Cancel(),
                _ => Json(200, Status()),
            };
        }
    }

    private ScriptedAnswer Start(ScriptedRequest request)
    {
        if (request.Path == "/api/uploads")
        {
            using var start = JsonDocument.Parse(request.Body);
            (Length, FileName) = (
                start.RootElement.GetProperty("length").GetInt64(),
                start.RootElement.GetProperty("fileName").GetString()!);
        }

        State = "open";
        _chunks.Clear();
        var answer = Json(201, Status());
        answer.Headers["Location"] = $"{request.Path}/{Id}";
        return answer;
    }

    private ScriptedAnswer StageChunk(ScriptedRequest request)
    {
        if (State != "open")
        {
            return ScriptedAnswer.Problem(State == "completed" ? 409 : 410, $"upload-{State}");
        }

        if (request.Header("Content-Digest") != $"sha-256=:{Convert.ToBase64String(SHA256.HashData(request.Body))}:")
        {
            return ScriptedAnswer.Problem(422, "chunk-digest-mismatch", 0);
        }

        _chunks.Add((request.Offset, request.Body));
        return Json(200, new { offset = request.Offset, length = request.Body.Length, sha256 = Sha256(request.Body) });
    }

    private ScriptedAnswer CompleteUpload(ScriptedRequest request)
    {
        using var completion = JsonDocument.Parse(request.Body);
        Length ??= completion.RootElement.GetProperty("length").GetInt64();
        var distinct = Distinct();
        var manifest = completion.RootElement.TryGetProperty("manifest", out var entries)
            ? entries.EnumerateArray().Select(Entry).ToList()
            : null;
        List<(long Offset, byte[] Bytes)> tiles = [];
        if (manifest is null)
        {
            for (long at = 0; at < Length; at += tiles[^1].Bytes.Length)
            {
                var next = distinct.Where(chunk => chunk.Offset == at).OrderByDescending(chunk => chunk.Bytes.Length).FirstOrDefault();
                if (next.Bytes is null)
                {
                    return ScriptedAnswer.Problem(
                        409,
                        "chunks-missing",
                        0,
                        missing: new[] { new { offset = at, length = Length.Value - at } });
                }

                tiles.Add(next);
            }

            if (distinct.GroupBy(chunk => (chunk.Offset, chunk.Bytes.Length)).Any(group => group.Count() > 1))
            {
                return ScriptedAnswer.Problem(409, "chunks-conflict");
            }
        }
        else
        {
            foreach (var (offset, length, sha256) in manifest)
            {
                var named =
                    distinct.FirstOrDefault(
                        chunk => chunk.Offset == offset && chunk.Bytes.Length == length && Sha256(chunk.Bytes) == sha256);
                if (named.Bytes is null)
                {
                    return ScriptedAnswer.Problem(409, "chunks-missing", 0, missing: new[] { new { offset, length } });
                }

                tiles.Add(named);
            }
        }

        var expected = completion.RootElement.GetProperty("expected");
        byte[] file = [.. tiles.SelectMany(tile => tile.Bytes)];
        if (expected.GetProperty("crc64nvme").GetString() != Crc64Nvme.ToHex(Crc64Nvme.Of(file))
            || expected.GetProperty("chunkDigestsSha256").GetString() != DigestOfDigests(tiles))
        {
            return ScriptedAnswer.Problem(422, "file-digest-mismatch");
        }

        _chunks.Clear();
        _chunks.AddRange(tiles);
        (File, State) = (file, "completed");
        return Json(200, Status());
    }

    private ScriptedAnswer Content(ScriptedRequest request)
    {
        var range = request.Header("Range")!["bytes=".Length..].Split('-');
        var (from, to) = (int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture));
        var answer = new ScriptedAnswer(206) { Body = File![from..(to + 1)] };
        answer.Headers["Content-Range"] = $"bytes {from}-{to}/{File.Length}";
        return answer;
    }

    private ScriptedAnswer Cancel()
    {
        if (State == "completed")
        {
            return ScriptedAnswer.Problem(409, "upload-completed");
        }

        State = "cancelled";
        return new ScriptedAnswer(204);
    }

    private List<(long Offset, byte[] Bytes)> Distinct() =>
        [.. _chunks.DistinctBy(chunk => (chunk.Offset, chunk.Bytes.Length, Convert.ToHexString(SHA256.HashData(chunk.Bytes))))];

    private static string DigestOfDigests(IEnumerable<(long Offset, byte[] Bytes)> tiles) =>
        Convert.ToHexStringLower(SHA256.HashData([.. tiles.SelectMany(tile => SHA256.HashData(tile.Bytes))]));

    private Dictionary<string, object?> Status() => new()
    {
        ["id"] = Id,
        ["state"] = State,
        ["fileName"] = FileName,
        ["length"] = Length,
        ["missing"] = Array.Empty<object>(),
        ["chunks"] = Distinct().OrderBy(chunk => chunk.Offset).Select(chunk => new
        {
            offset = chunk.Offset,
            length = chunk.Bytes.Length,
            sha256 = Sha256(chunk.Bytes),
            crc64nvme = Crc64Nvme.ToHex(Crc64Nvme.Of(chunk.Bytes)),
        }),
        ["file"] = File is null
            ? null
            : new
            {
                crc64nvme = Crc64Nvme.ToHex(Crc64Nvme.Of(File)),
                chunkDigestsSha256 = DigestOfDigests(Distinct().OrderBy(chunk => chunk.Offset)),
                chunkCount = _chunks.Count,
            },
    };

    private static (long Offset, long Length, string Sha256) Entry(JsonElement entry) =>
        (entry.GetProperty("offset").GetInt64(), entry.GetProperty("length").GetInt64(), entry.GetProperty("sha256").GetString()!);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static ScriptedAnswer Json(int status, object document) =>
        new(status) { ContentType = "application/json", Body = JsonSerializer.SerializeToUtf8Bytes(document) };
}
