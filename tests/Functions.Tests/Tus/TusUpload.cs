using System.Globalization;
using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Tus;

/// <summary>An upload as its tus client sees it.</summary>
public sealed class TusUpload : StartedUpload
{
    public const string Octets = "application/offset+octet-stream";

    private TusUpload(ApiHost host, Reply created) : base(host, created.Header("Location")!) => Created = created;

    /// <summary>The answer to the creation.</summary>
    public Reply Created { get; }

    /// <summary>Sends any creation.</summary>
    public static Task<Reply> PostAsync(ApiHost host, HttpContent? body, params (string Name, string Value)[] headers) =>
        Reply.ToAsync(host.Client, HttpMethod.Post, "api/tus", body, [("Tus-Resumable", "1.0.0"), .. headers]);

    public static async Task<TusUpload> StartAsync(ApiHost host, HttpContent? body, params (string Name, string Value)[] headers) =>
        new(host, (await PostAsync(host, body, headers)).Is(HttpStatusCode.Created));

    public static Task<TusUpload> StartAsync(ApiHost host, long length, params (string Name, string Value)[] headers) =>
        StartAsync(host, null, [("Upload-Length", Text(length)), .. headers]);

    public static Task<TusUpload> StartWithoutLengthAsync(ApiHost host) => StartAsync(host, null, ("Upload-Defer-Length", "1"));

    /// <summary>An upload of which all has arrived.</summary>
    public static async Task<TusUpload> CompletedAsync(ApiHost host, byte[] file)
    {
        var upload = await StartAsync(host, file.Length);
        (await upload.PatchAsync(0, file)).Is(HttpStatusCode.NoContent);
        return upload;
    }

    public Task<Reply> PatchAsync(long offset, byte[] bytes, params (string Name, string Value)[] headers) =>
        PatchAsync(offset, Bodies.Sized(bytes), headers);

    public Task<Reply> PatchAsync(long offset, HttpContent body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Patch, body, [("Upload-Offset", Text(offset)), ("Content-Type", Octets), .. headers]);

    public Task<Reply> HeadAsync() => SendAsync(HttpMethod.Head, null);

    public Task<Reply> DeleteAsync() => SendAsync(HttpMethod.Delete, null);

    /// <summary>Where the upload stands.</summary>
    public async Task<string?> OffsetAsync() => (await HeadAsync()).Is(HttpStatusCode.OK).Header("Upload-Offset");

    /// <summary>Sends anything to the upload's address; a header given twice counts as given the second time.</summary>
    public Task<Reply> SendAsync(HttpMethod method, HttpContent? body, params (string Name, string Value)[] headers) =>
        Reply.ToAsync(
            Host.Client,
            method,
            Path,
            body,
            [.. headers.Prepend(("Tus-Resumable", "1.0.0")).GroupBy(header => header.Item1).Select(group => group.Last()).Where(
                header => header.Item2.Length > 0)]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
