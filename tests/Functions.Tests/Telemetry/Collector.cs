using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Tests.Telemetry;

/// <summary>Takes in what is sent by OTLP over HTTP, and keeps it as it came.</summary>
public sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Header, byte[] Body)> _received = new();
    private readonly WebApplication _app;

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeInAsync);
    }

    public string Address => _app.Urls.Single();

    /// <summary>What came, by path, with the header x-key.</summary>
    public IReadOnlyCollection<(string Path, string Header, byte[] Body)> Received => _received;

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Whether a message to that path has this text in it. Text stands in protobuf as it is, in UTF-8.</summary>
    public bool Has(string path, string text) =>
        _received.Any(message => message.Path == path && message.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeInAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, context.Request.Headers["x-key"].ToString(), body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
