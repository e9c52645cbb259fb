using System.Globalization;
using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Resumable;

/// <summary>An upload as its client by the IETF's protocol sees it.</summary>
public sealed class ResumableUpload : StartedUpload
{
    public const string PartialUpload = "application/partial-upload";

    private ResumableUpload(ApiHost host, Reply created) : base(host, created.Header("Location")!) => Created = created;

    /// <summary>The answer to the creation.</summary>
    public Reply Created { get; }

    /// <summary>Sends any creation.</summary>
    public static Task<Reply> PostAsync(ApiHost host, HttpContent? body, params (string Name, string Value)[] headers) =>
        Reply.ToAsync(host.Client, HttpMethod.Post, "api/resumable", body ?? Bodies.Sized([]), headers);

    /// <summary>Starts an upload with nothing of it yet.</summary>
    public static async Task<ResumableUpload> StartAsync(ApiHost host, params (string Name, string Value)[] headers) =>
        new(host, (await PostAsync(host, null, [("Upload-Complete", "?0"), .. headers])).Is(HttpStatusCode.Created));

    /// <summary>An upload of which all has arrived.</summary>
    public static async Task<ResumableUpload> CompletedAsync(ApiHost host, byte[] file, params (string Name, string Value)[] headers) =>
        new(host, (await PostAsync(host, Bodies.Sized(file), [("Upload-Complete", "?1"), .. headers])).Is(HttpStatusCode.OK));

    public Task<Reply> PatchAsync(long offset, byte[] bytes, bool complete, params (string Name, string Value)[] headers) =>
        PatchAsync(offset, Bodies.Sized(bytes), complete, headers);

    public Task<Reply> PatchAsync(long offset, HttpContent body, bool complete, params (string Name, string Value)[] headers) =>
        SendAsync(
            HttpMethod.Patch,
            body,
            [("Upload-Offset", Text(offset)), ("Upload-Complete", complete ? "?1" : "?0"), ("Content-Type", PartialUpload), .. headers]);

    public Task<Reply> HeadAsync() => SendAsync(HttpMethod.Head, null);

    public Task<Reply> DeleteAsync() => SendAsync(HttpMethod.Delete, null);

    /// <summary>Where the upload stands, and whether it is complete.</summary>
    public async Task<(string? Offset, string? Complete)> StandsAsync()
    {
        var head = (await HeadAsync()).Is(HttpStatusCode.NoContent);
        return (head.Header("Upload-Offset"), head.Header("Upload-Complete"));
    }

    /// <summary>
    /// Sends anything to the upload's address; a header given twice counts as given the second time, an empty one as left out.
    /// </summary>
    public Task<Reply> SendAsync(HttpMethod method, HttpContent? body, params (string Name, string Value)[] headers) =>
        Reply.ToAsync(
            Host.Client,
            method,
            Path,
            body,
            [.. headers.GroupBy(header => header.Name).Select(group => group.Last()).Where(header => header.Value.Length > 0)]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
