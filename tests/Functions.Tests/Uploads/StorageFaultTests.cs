using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>Storage that hiccups is not the client's concern; storage that is down is told, without what is inside.</summary>
public sealed class StorageFaultTests : IAsyncLifetime
{
    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartOnSystemTimeAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task A_chunk_is_stored_although_storage_hiccupped_three_times(FaultTiming timing)
    {
        var upload = await ClientUpload.StartAsync(Host, 5);
        (await upload.PutAsync(0, [1])).Is(HttpStatusCode.OK);
        Host.Faults.FailOperation(StorageOperation.StageBlock, timing, times: 3);
        (await upload.PutAsync(1, [2])).Is(HttpStatusCode.OK);

        Assert.Equal(3, Host.Faults.FaultsStruck);
        Assert.Equal(2, upload.Blocks.Count);
        Assert.Equal(3, (await upload.StatusAsync()).GetProperty("network").Number("storageRetries"));
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task Every_call_of_a_whole_upload_may_hiccup_once(FaultTiming timing)
    {
        var file = Values.RandomBytes(3000, seed: 1);
        var struck = 0;
        for (var n = 1; n == 1 || Host.Faults.FaultsStruck > 0; n++)
        {
            Host.Faults.FailCall(n, timing);
            var upload = await ClientUpload.CompletedAsync(
                Host, file, new { fileName = "a", length = 3000, expected = new { sha256 = Bodies.Hex(file) } });
            Assert.Equal(file, (await upload.GetContentAsync()).Is(HttpStatusCode.OK).Body);
            struck += Host.Faults.FaultsStruck;
        }

        // Start 2, look-up 1, chunks 3, completion 7, content 3 at the least.
        Assert.True(struck >= 16, $"{struck} calls failed");
    }

    [Fact]
    public async Task A_chunk_that_storage_does_not_take_is_answered_503_and_counted()
    {
        var upload = await ClientUpload.StartAsync(Host, 5);
        (await upload.PutAsync(0, [1])).Is(HttpStatusCode.OK);
        Host.Faults.FailFrom(1);
        IsUnavailable(await upload.PutAsync(1, [2]));

        Host.Faults.Heal();
        Assert.Equal(1, (await upload.StatusAsync()).GetProperty("network").Number("storageFailed"));
        (await upload.PutAsync(1, [2])).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_call_answers_503_while_storage_is_down_and_works_when_it_is_back()
    {
        var file = Values.RandomBytes(2000, seed: 2);
        var upload = await ClientUpload.StartAsync(Host, file.Length);
        var (other, third) = (await ClientUpload.CompletedAsync(Host, file), await ClientUpload.StartAsync(Host, 1));
        Func<Task<Reply>>[] calls =
        [
            () => Reply.ToAsync(Host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 })),
            () => upload.PutAsync(0, file),
            () => upload.GetStatusAsync(),
            () => upload.CompleteAsync(),
            () => other.GetContentAsync(),
            () => third.CancelAsync(),
        ];
        foreach (var call in calls)
        {
            Host.Faults.FailFrom(1);
            IsUnavailable(await call());
            Host.Faults.Heal();
            var healed = await call();
            Assert.True(healed.Status < HttpStatusCode.BadRequest, healed.Text);
        }
    }

    [Fact]
    public async Task The_fault_is_logged_under_the_correlation_id_of_the_answer()
    {
        Host.Faults.FailFrom(1);
        var reply = await Reply.ToAsync(Host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 1 }));
        var id = reply.IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable").Text("correlationId")!;
        Assert.Contains(
            Host.Log.Lines, line => line.Contains(id, StringComparison.Ordinal) && line.Contains("Sabotage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_download_whose_storage_fails_on_the_way_breaks_and_is_logged()
    {
        var file = Values.RandomBytes(4_000_000, seed: 3);
        var upload = await ClientUpload.CompletedAsync(Host, file, chunkBytes: 4_000_000);
        using var answer = await Host.Client.GetAsync($"{upload.Path}/content", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        Host.Faults.FailFrom(1);

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
        await Eventually.HoldsAsync(
            "the app logs the fault",
            () =>
                Host.Log.Lines.Any(line => line.StartsWith(
                    "SmartTransfer.Functions", StringComparison.Ordinal) && line.Contains("Sabotage", StringComparison.Ordinal)));
    }

    private static void IsUnavailable(Reply reply)
    {
        var problem = reply.IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable").IsRetryable(reply);
        Assert.Equal("5", reply.Header("Retry-After"));
        Assert.Equal(5000, problem.GetProperty("retry").Number("afterMilliseconds"));
        string[] internals = ["Sabotage", "Exception", "   at ", "SmartTransfer."];
        Assert.All(internals, word => Assert.DoesNotContain(word, reply.Text, StringComparison.Ordinal));
    }
}
