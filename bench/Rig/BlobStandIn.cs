using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Rig;

/// <summary>
/// Stands in for Blob storage, to measure what a server costs without an emulator that sets the pace: takes blocks, remembers their
/// ids and lengths, and forgets their bytes. It checks nothing. Tables are still Azurite's: an upload needs few of their calls.
/// </summary>
internal sealed class BlobStandIn : IAsyncDisposable
{
    private const int PipeBytes = 1 * Sizes.MiB;

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(string Id, long Bytes)>> _blobs = new();
    private readonly IReadOnlyCollection<(string Id, long Bytes)>? _everyList;
    private long _calls;

    private BlobStandIn(int port, IReadOnlyCollection<(string Id, long Bytes)>? everyList)
    {
        (Port, _everyList) = (port, everyList);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestBufferSize = PipeBytes;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Port { get; }

    /// <summary>How many calls it has answered.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <param name="port">Where it listens; a free port by default.</param>
    /// <param name="everyList">The blocks of every blob; those that were staged by default.</param>
    public static async Task<BlobStandIn> StartAsync(int? port = null, IReadOnlyCollection<(string Id, long Bytes)>? everyList = null)
    {
        var standIn = new BlobStandIn(port ?? FreePorts.Take(1)[0], everyList);
        await standIn._app.StartAsync();
        return standIn;
    }

    /// <summary>The connection string of an account whose blobs are here and whose tables are in an Azurite.</summary>
    public string ConnectionString(AzuriteProcess tables) => AzuriteProcess.ConnectionStringFor(Port, tables.TablePort);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        _ = Interlocked.Increment(ref _calls);
        var (request, answer) = (http.Request, http.Response);
        var bytes = await DrainAsync(request);
        var blob = request.Path.Value ?? string.Empty;
        answer.Headers["x-ms-version"] = "2023-01-03";
        answer.Headers["x-ms-request-id"] = "00000000-0000-0000-0000-000000000000";
        switch (request.Method, request.Query["comp"].ToString())
        {
            case ("PUT", "block"):
                _blobs.GetOrAdd(blob, static _ => new()).Enqueue((request.Query["blockid"].ToString(), bytes));
                answer.StatusCode = StatusCodes.Status201Created;
                answer.Headers["x-ms-request-server-encrypted"] = "true";
                break;
            case ("GET", "blocklist"):
                answer.ContentType = "application/xml";
                answer.Headers.ETag = "\"0x1\"";
                await answer.WriteAsync(ListOf(blob));
                break;
            case ("PUT", "blocklist"):
                _ = _blobs.TryRemove(blob, out _);
                Stored(answer, StatusCodes.Status201Created);
                break;
            case ("PUT", "metadata"):
                Stored(answer, StatusCodes.Status200OK);
                break;
            case ("PUT", _):
                // A container, a whole blob, or a block at the end of one.
                Stored(answer, StatusCodes.Status201Created);
                answer.Headers["x-ms-blob-append-offset"] = "0";
                answer.Headers["x-ms-blob-committed-block-count"] = "1";
                break;
            case ("POST", _):
                // A table, for those that ask for one here.
                answer.StatusCode = StatusCodes.Status204NoContent;
                break;
            case ("DELETE", _):
                answer.StatusCode = StatusCodes.Status202Accepted;
                break;
            default:
                answer.StatusCode = StatusCodes.Status404NotFound;
                answer.Headers["x-ms-error-code"] = "BlobNotFound";
                break;
        }
    }

    private static async Task<long> DrainAsync(HttpRequest request)
    {
        long bytes = 0;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            bytes += read.Buffer.Length;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return bytes;
            }
        }
    }

    private static void Stored(HttpResponse answer, int status)
    {
        answer.StatusCode = status;
        answer.Headers.ETag = "\"0x1\"";
        answer.Headers.LastModified = "Sun, 29 Nov 2026 00:00:00 GMT";
        answer.Headers["x-ms-request-server-encrypted"] = "true";
    }

    private string ListOf(string blob)
    {
        var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><CommittedBlocks/><UncommittedBlocks>");
        foreach (var (id, bytes) in _everyList ?? _blobs.GetValueOrDefault(blob) as IEnumerable<(string, long)> ?? [])
        {
            _ = list.Append("<Block><Name>").Append(id).Append("</Name><Size>").Append(bytes).Append("</Size></Block>");
        }

        return list.Append("</UncommittedBlocks></BlockList>").ToString();
    }
}
