using System.Net;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class RemoveFileTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly byte[] File = [1, 2, 3, 4];

    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_completed_file_is_removed_once_and_again_and_its_status_says_so()
    {
        var upload = await ClientUpload.CompletedAsync(_host, File);

        var first = await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"{upload.Path}/content");
        Assert.Empty(first.Is(HttpStatusCode.NoContent).Body);
        (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"{upload.Path}/content")).Is(HttpStatusCode.NoContent);

        var status = await upload.StatusAsync();
        Assert.Equal("removed", status.Text("state"));
        Assert.False(status.TryGetProperty("file", out _));
        Assert.True(status.TryGetProperty("endedAt", out _));
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, $"{upload.Path}/content")).IsProblem(HttpStatusCode.Gone, "file-removed");
        (await Reply.ToAsync(_host.Client, HttpMethod.Post, $"{upload.Path}/complete")).IsProblem(HttpStatusCode.Gone, "file-removed");
        Assert.Empty(_host.Stored.CommittedBytes(upload.Id) ?? []);
    }

    [Fact]
    public async Task A_file_that_is_not_the_one_that_was_meant_stays()
    {
        var upload = await ClientUpload.CompletedAsync(_host, File);
        var etag = (await upload.GetContentAsync()).Header("ETag")!;
        foreach (var (name, value) in new[] { ("If-Match", "\"other\""), ("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT") })
        {
            (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"{upload.Path}/content", null, (name, value)))
                .IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        }

        Assert.Equal(File, (await upload.GetContentAsync()).Body);
        (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"{upload.Path}/content", null, ("If-Match", etag)))
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_date_that_the_file_was_told_with_is_its_own_also_where_the_clock_of_storage_is_ahead()
    {
        var ahead = new ManualTimeProvider(ManualTimeProvider.DefaultStart + TimeSpan.FromMinutes(5));
        await using var host = await ApiHost.StartWithTimersAsync(new InMemoryStorage(ahead), new ManualTimeProvider());
        var upload = await ClientUpload.CompletedAsync(host, File);
        var told = (await upload.GetContentAsync()).Header("Last-Modified")!;

        (await Reply.ToAsync(host.Client, HttpMethod.Delete, $"{upload.Path}/content", null, ("If-Unmodified-Since", told)))
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task By_tus_and_resumable_uploads_it_is_gone()
    {
        var upload = await TusUpload.CompletedAsync(_host, File);
        (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"api/uploads/{upload.Id.Value}/content")).Is(HttpStatusCode.NoContent);

        (await upload.HeadAsync()).Is(HttpStatusCode.Gone);
        (await upload.DeleteAsync()).IsProblem(HttpStatusCode.Gone, "file-removed");
        (await Reply.ToAsync(_host.Client, HttpMethod.Head, $"api/resumable/{upload.Id.Value}")).Is(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task What_is_not_complete_stays()
    {
        var upload = await ClientUpload.StartAsync(_host, 4);
        (await Reply.ToAsync(_host.Client, HttpMethod.Delete, $"{upload.Path}/content"))
            .IsProblem(HttpStatusCode.Conflict, "upload-not-complete");
        Assert.Equal("open", (await upload.StatusAsync()).Text("state"));
    }

    [Fact]
    public async Task Where_tokens_are_asked_for_only_a_valid_one_of_the_owner_removes()
    {
        await using var host = await AuthorizedHost.StartAsync();
        host.Send(host.Issuer.Token());
        var upload = await ClientUpload.CompletedAsync(host.Api, File);

        host.Send(null);
        (await RemoveAsync()).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        host.Send(host.Issuer.Token("mallory"));
        (await RemoveAsync()).IsProblem(HttpStatusCode.NotFound, "upload-not-found");
        host.Send(host.Issuer.Token());
        (await RemoveAsync()).Is(HttpStatusCode.NoContent);

        Task<Reply> RemoveAsync() => Reply.ToAsync(host.Api.Client, HttpMethod.Delete, $"{upload.Path}/content");
    }
}
