using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>An upload as its client sees it.</summary>
public sealed class ClientUpload : StartedUpload
{
    private ClientUpload(ApiHost host, string path) : base(host, path)
    {
    }

    public static Task<ClientUpload> StartAsync(ApiHost host, long length, string fileName = "file.bin") =>
        StartAsync(host, new { fileName, length });

    public static async Task<ClientUpload> StartAsync(ApiHost host, object body, params (string Name, string Value)[] headers)
    {
        var reply = (
            await Reply.ToAsync(host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(body), headers)).Is(HttpStatusCode.Created);
        return new ClientUpload(host, reply.Header("Location")!);
    }

    /// <summary>A file that arrived whole, in chunks of <paramref name="chunkBytes"/>, and is not completed.</summary>
    public static async Task<ClientUpload> SentAsync(ApiHost host, byte[] file, int chunkBytes, object? start = null)
    {
        var upload = await StartAsync(host, start ?? new { fileName = "file.bin", length = file.Length });
        for (var offset = 0; offset < file.Length; offset += chunkBytes)
        {
            (await upload.PutAsync(offset, file[offset..Math.Min(file.Length, offset + chunkBytes)])).Is(HttpStatusCode.OK);
        }

        return upload;
    }

    /// <summary>A completed file.</summary>
    public static async Task<ClientUpload> CompletedAsync(ApiHost host, byte[] file, object? start = null, int chunkBytes = 1000)
    {
        var upload = await SentAsync(host, file, chunkBytes, start);
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        return upload;
    }

    /// <summary>Sends a chunk as it should be sent.</summary>
    public Task<Reply> PutAsync(long offset, byte[] bytes) =>
        PutAsync(offset, Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)));

    public Task<Reply> PutAsync(long offset, HttpContent body, params (string Name, string Value)[] headers) =>
        PutAsync(offset.ToString(CultureInfo.InvariantCulture), body, headers);

    public Task<Reply> PutAsync(string offset, HttpContent body, params (string Name, string Value)[] headers) =>
        Reply.ToAsync(Host.Client, HttpMethod.Put, $"{Path}/chunks/{offset}", body, headers);

    public Task<Reply> GetStatusAsync(string query = "") => Reply.ToAsync(Host.Client, HttpMethod.Get, Path + query);

    /// <summary>The status of an upload that has one.</summary>
    public async Task<JsonElement> StatusAsync() => (await GetStatusAsync()).Is(HttpStatusCode.OK).Json;

    public Task<Reply> CompleteAsync(object? body = null) =>
        Reply.ToAsync(Host.Client, HttpMethod.Post, $"{Path}/complete", body is null ? null : Bodies.Json(body));

    public Task<Reply> CancelAsync() => Reply.ToAsync(Host.Client, HttpMethod.Delete, Path);

    public Task<Reply> GetContentAsync(params (string Name, string Value)[] headers) =>
        Reply.ToAsync(Host.Client, HttpMethod.Get, $"{Path}/content", null, headers);
}
