using System.Net;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>What each call answers in each state of an upload, and for ids that name none.</summary>
public sealed class UploadStateTests : IAsyncLifetime
{
    private const string SomeId = "AAAAAAAAAAAAAAAAAAAAAA";

    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync("--SmartTransfer:Retry:MaxRetries=0");

    public async Task DisposeAsync() => await Host.DisposeAsync();

    public static TheoryData<string, string> Calls => new()
    {
        { "PUT", "/chunks/0" },
        { "GET", string.Empty },
        { "POST", "/complete" },
        { "DELETE", string.Empty },
        { "GET", "/content" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_unknown_id_is_not_found(string method, string path) =>
        (await CallAsync(method, $"/api/uploads/{SomeId}{path}")).IsProblem(HttpStatusCode.NotFound, "upload-not-found");

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_malformed_id_is_refused(string method, string path)
    {
        string[] ids =
        [
            "x",
            SomeId[1..],
            SomeId + "A",
            "AAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "AAAAAAAAAAA%2FAAAAAAAAAA",
            "%C3%A9AAAAAAAAAAAAAAAAAAAAA",
            "..%2F..%2Fhealth",
        ];
        foreach (var id in ids)
        {
            (await CallAsync(method, $"/api/uploads/{id}{path}")).IsProblem(HttpStatusCode.BadRequest, "upload-id-malformed");
        }

        Assert.Equal(0, Host.Stored.Calls.Total);
    }

    [Fact]
    public async Task An_id_in_another_case_names_another_upload()
    {
        var upload = await ClientUpload.StartAsync(Host, 1);
        var swapped = string.Concat(upload.Id.Value.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));
        Assert.InRange((int)(await CallAsync("GET", $"/api/uploads/{swapped}")).Status, 400, 404);
    }

    [Fact]
    public async Task A_cancelled_upload_takes_nothing_more()
    {
        var upload = await ClientUpload.StartAsync(Host, 1);
        (await upload.CancelAsync()).Is(HttpStatusCode.NoContent);
        (await upload.PutAsync(0, [1])).IsProblem(HttpStatusCode.Gone, "upload-cancelled");
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.Gone, "upload-cancelled");
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Gone, "upload-cancelled");
        Assert.Equal("cancelled", (await upload.StatusAsync()).Text("state"));
        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task An_upload_expires_24_hours_after_its_last_chunk()
    {
        var upload = await ClientUpload.StartAsync(Host, 2);
        Host.Clock.Advance(TimeSpan.FromHours(23));
        (await upload.PutAsync(0, [1])).Is(HttpStatusCode.OK);
        Host.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal("open", (await upload.StatusAsync()).Text("state"));
        Host.Clock.Advance(TimeSpan.FromTicks(1));

        var problem = (await upload.PutAsync(1, [2])).IsProblem(HttpStatusCode.Gone, "upload-expired");
        Assert.Equal(Host.Clock.GetUtcNow(), problem.GetProperty("expiredAt").GetDateTimeOffset());
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.Gone, "upload-expired");
        var status = await upload.StatusAsync();
        Assert.Equal("expired", status.Text("state"));
        Assert.Equal(Host.Clock.GetUtcNow(), status.GetProperty("endedAt").GetDateTimeOffset());
        Assert.False(status.TryGetProperty("expiresAt", out _));
        Assert.False(status.TryGetProperty("advice", out _));
        Assert.Single(upload.Blocks);
    }

    [Fact]
    public async Task The_content_of_an_expired_upload_is_never_there()
    {
        var upload = await ClientUpload.SentAsync(Host, [1], 1);
        Host.Clock.Advance(TimeSpan.FromHours(24));
        Assert.InRange((int)(await upload.GetContentAsync()).Status, 409, 410);
    }

    [Fact]
    public async Task A_completed_upload_takes_no_more_chunks()
    {
        var upload = await ClientUpload.CompletedAsync(Host, [1, 2, 3]);
        (await upload.PutAsync(0, [1, 2, 3])).IsProblem(HttpStatusCode.Conflict, "upload-completed");
        Assert.Equal([1, 2, 3], (await upload.GetContentAsync()).Body);
    }

    [Fact]
    public async Task A_completed_upload_does_not_expire()
    {
        var upload = await ClientUpload.CompletedAsync(Host, [1, 2, 3]);
        Host.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal("completed", (await upload.StatusAsync()).Text("state"));
        Assert.Equal([1, 2, 3], (await upload.GetContentAsync()).Body);
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_upload_that_is_being_committed_takes_no_more_chunks_and_is_finished_by_the_next_complete()
    {
        var file = Values.RandomBytes(2000, seed: 1);
        var upload = await ClientUpload.SentAsync(Host, file, 1000);
        await DieInCommittingAsync(upload);

        var refused = await upload.PutAsync(0, file[..1000]);
        Assert.Equal("1", refused.Header("Retry-After"));
        refused.IsProblem(HttpStatusCode.Conflict, "upload-committing").IsRetryable(refused);
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Conflict, "upload-not-complete");
        Assert.Equal("committing", (await upload.StatusAsync()).Text("state"));

        Assert.Equal("completed", (await upload.CompleteAsync()).Is(HttpStatusCode.OK).Json.Text("state"));
        Assert.Equal(file, (await upload.GetContentAsync()).Body);
    }

    [Fact]
    public async Task A_cancel_that_finds_a_commit_under_way_finishes_it()
    {
        var upload = await ClientUpload.SentAsync(Host, [1, 2], 1);
        await DieInCommittingAsync(upload);
        (await upload.CancelAsync()).IsProblem(HttpStatusCode.Conflict, "upload-completed");
        Assert.Equal([1, 2], (await upload.GetContentAsync()).Body);
    }

    [Fact]
    public async Task Nothing_is_known_of_an_upload_whose_row_is_gone()
    {
        var upload = await ClientUpload.SentAsync(Host, [1], 1);
        await Host.Stored.Sessions.RemoveAsync(upload.Id, CancellationToken.None);
        (await upload.GetStatusAsync()).IsProblem(HttpStatusCode.NotFound, "upload-not-found");
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.NotFound, "upload-not-found");
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await upload.PutAsync(0, [1])).IsProblem(HttpStatusCode.NotFound, "upload-not-found");
    }

    /// <summary>Leaves the session as an instance leaves it that dies between fixing the list of blocks and committing it.</summary>
    private async Task DieInCommittingAsync(ClientUpload upload)
    {
        Host.Faults.FailOperation(StorageOperation.CommitBlocks, FaultTiming.BeforeEffect);
        (await upload.CompleteAsync()).IsProblem(HttpStatusCode.ServiceUnavailable, "storage-unavailable");
        Host.Faults.Heal();
        Assert.Equal(UploadState.Committing, upload.Row.State);
    }

    private Task<Reply> CallAsync(string method, string path)
    {
        var body = method == "PUT" ? Bodies.Sized([1]) : null;
        return Reply.ToAsync(
            Host.Client,
            new HttpMethod(method),
            path,
            body,
            [.. method == "PUT" ? [("Content-Digest", Bodies.ContentDigest([1]))] : Array.Empty<(string, string)>()]);
    }
}
