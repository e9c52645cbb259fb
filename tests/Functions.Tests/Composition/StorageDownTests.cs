using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.LocalHost;

namespace SmartTransfer.Functions.Tests.Composition;

/// <summary>The app as it is composed, with storage at an address where nobody listens.</summary>
public sealed class StorageDownTests : IAsyncLifetime
{
    private const string Nobody = "127.0.0.1:1";
    private const string Id = "AAAAAAAAAAAAAAAAAAAAAA";
    private const string Storage =
        $"AccountName=test;AccountKey=dGVzdA==;BlobEndpoint=http://{Nobody}/test;TableEndpoint=http://{Nobody}/test";

    private readonly HostFolder _folder = new();
    private readonly CapturedLog _log = new();

    private WebApplication? _app;
    private HttpClient? _client;

    public async Task InitializeAsync()
    {
        _app = LocalHostBuilder.Build(
            [_folder.Argument, "--urls=http://127.0.0.1:0", $"--SmartTransfer:Storage:ConnectionString={Storage}",
                "--SmartTransfer:Retry:MaxRetries=1", "--SmartTransfer:Retry:BaseDelay=00:00:00.001"],
            typeof(SmartTransferServices).Assembly.GetExportedTypes().Where(
                type => type != typeof(SweepFunction) && type != typeof(ConcatenateFunction) && type != typeof(DeliverEventsFunction)),
            (services, configuration) =>
                services.AddLogging(logging => logging.ClearProviders().AddProvider(_log)).AddSmartTransfer(configuration));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public void The_app_starts_all_the_same_and_says_that_storage_was_not_prepared() =>
        Assert.Contains(_log.Lines, line => line.Contains("Storage could not be prepared at start", StringComparison.Ordinal));

    [Fact]
    public async Task Health_says_which_services_do_not_answer_and_names_no_address()
    {
        var reply = (await Reply.ToAsync(_client!, HttpMethod.Get, "api/health")).Is(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unhealthy", reply.Json.Text("status"));
        Assert.Equal("Storage cannot be reached.", reply.Json.GetProperty("storage").Text("blobs"));
        Assert.Equal("Storage cannot be reached.", reply.Json.GetProperty("storage").Text("tables"));
        Assert.DoesNotContain("127.0.0.1", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_call_is_answered_503_and_the_log_does_not_name_the_upload()
    {
        Func<Task<Reply>>[] calls =
        [
            () => Reply.ToAsync(_client!, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 })),
            () =>
                Reply.ToAsync(
                    _client!,
                    HttpMethod.Put,
                    $"api/uploads/{Id}/chunks/0",
                    Bodies.Sized([1]),
                    ("Content-Digest", Bodies.ContentDigest([1]))),
            () => Reply.ToAsync(_client!, HttpMethod.Get, $"api/uploads/{Id}"),
            () => Reply.ToAsync(_client!, HttpMethod.Post, $"api/uploads/{Id}/complete"),
            () => Reply.ToAsync(_client!, HttpMethod.Delete, $"api/uploads/{Id}"),
            () => Reply.ToAsync(_client!, HttpMethod.Get, $"api/uploads/{Id}/content"),
        ];
        foreach (var call in calls)
        {
            var reply = await call();
            reply.IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable").IsRetryable(reply);
            Assert.DoesNotContain("127.0.0.1", reply.Text, StringComparison.Ordinal);
        }

        Assert.Contains(_log.Lines, line => line.Contains("storage does not answer", StringComparison.Ordinal));
        Assert.DoesNotContain(
            _log.Lines, line => line.Contains(Id, StringComparison.Ordinal) || line.Contains("dGVzdA==", StringComparison.Ordinal));
    }
}
