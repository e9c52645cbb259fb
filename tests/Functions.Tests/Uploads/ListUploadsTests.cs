using System.Net;
using System.Text.Json;
using SmartTransfer.Core.Identity;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class ListUploadsTests
{
    [Fact]
    public async Task One_sees_one_s_own_with_their_ids_and_nobody_else_s()
    {
        await using var host = await AuthorizedHost.StartAsync();
        host.Send(host.Issuer.Token("mallory"));
        await ClientUpload.StartAsync(host.Api, 4, "another's");
        host.Send(host.Issuer.Token());
        var open = await ClientUpload.StartAsync(host.Api, 4, "open");
        host.Api.Clock.Advance(TimeSpan.FromSeconds(1));
        var completed = await ClientUpload.CompletedAsync(host.Api, [1, 2, 3, 4], new { fileName = "done", length = 4 });

        var reply = (await ListAsync(host.Api, "api/uploads")).Is(HttpStatusCode.OK);

        Assert.Equal("no-store", reply.Header("Cache-Control"));
        var listed = reply.Json.GetProperty("uploads").EnumerateArray().ToList();
        Assert.Equal(
            [("done", "completed", completed.Id.Value), ("open", "open", open.Id.Value)],
            listed.Select(one => (one.Text("fileName")!, one.Text("state")!, one.Text("id")!)));
        Assert.Equal(UploadKey.Of(open.Id).Value, listed[1].Text("key"));
        Assert.Equal(host.Api.Clock.GetUtcNow().AddSeconds(-1).AddHours(24), listed[1].GetProperty("expiresAt").GetDateTimeOffset());
        Assert.All(listed, one => Assert.False(one.TryGetProperty("owner", out _)));
        host.Send(null);
        (await ListAsync(host.Api, "api/uploads")).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task Where_no_tokens_are_asked_for_nobody_has_uploads_of_their_own()
    {
        await using var host = await ApiHost.StartAsync();
        (await ListAsync(host, "api/uploads")).IsProblem(HttpStatusCode.Forbidden, "owner-unknown");
    }

    [Fact]
    public async Task Operators_see_all_by_their_keys_page_by_page_and_never_an_id()
    {
        await using var host = await ApiHost.StartAsync();
        var ids = new List<string>();
        for (var n = 0; n < 7; n++)
        {
            ids.Add((await ClientUpload.StartAsync(host, 4, $"file {n}")).Id.Value);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var names = new List<string>();
        var query = "?top=3";
        for (var pages = 0; pages < 3; pages++)
        {
            var reply = (await ListAsync(host, $"api/manage/uploads{query}")).Is(HttpStatusCode.OK);
            Assert.All(ids, id => Assert.DoesNotContain(id, reply.Text, StringComparison.Ordinal));
            names.AddRange(reply.Json.GetProperty("uploads").EnumerateArray().Select(one => one.Text("fileName")!));
            var more = reply.Json.TryGetProperty("continuation", out var continuation);
            Assert.Equal(pages < 2, more);
            query = more ? $"?top=3&continuation={Uri.EscapeDataString(continuation.GetString()!)}" : query;
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(n => $"file {n}"), names);
    }

    [Theory]
    [InlineData("?state=open", 2)]
    [InlineData("?state=completed", 1)]
    [InlineData("?state=rejected", 0)]
    [InlineData("?name=report", 2)]
    [InlineData("?name=Report", 0)]
    [InlineData("?from=2020-01-01T00:00:00Z", 3)]
    [InlineData("?from=2020-01-01T00:00:00.123456789Z", 3)]
    [InlineData("?from=2020-01-01T00:00:00.123456789012-00:30", 3)]
    [InlineData("?to=2020-01-01T00:00:00%2B01:00", 0)]
    [InlineData("?state=open&name=report&top=200", 1)]
    public async Task The_query_narrows_the_list(string query, int count)
    {
        await using var host = await ApiHost.StartAsync();
        await ClientUpload.StartAsync(host, 4, "report 1");
        await ClientUpload.StartAsync(host, 4, "other");
        await ClientUpload.CompletedAsync(host, [1, 2, 3, 4], new { fileName = "report 2", length = 4 });
        var reply = (await ListAsync(host, $"api/manage/uploads{query}")).Is(HttpStatusCode.OK);
        Assert.Equal(count, reply.Json.GetProperty("uploads").GetArrayLength());
    }

    [Theory]
    [InlineData("state=x")]
    [InlineData("state=Open")]
    [InlineData("state=1")]
    [InlineData("from=yesterday")]
    [InlineData("from=2026-11-29T12:00:00")]
    [InlineData("from=2026-11-29T12:00:00.Z")]
    [InlineData("to=2026-13-01T00:00:00Z")]
    [InlineData("top=0")]
    [InlineData("top=201")]
    [InlineData("top=x")]
    [InlineData("name=%00")]
    [InlineData("continuation=x")]
    public async Task What_cannot_be_meant_is_refused_by_its_name(string query)
    {
        await using var host = await ApiHost.StartAsync();
        var problem = (await ListAsync(host, $"api/manage/uploads?{query}")).IsProblem(HttpStatusCode.BadRequest, "query-invalid");
        Assert.Equal(query.Split('=')[0], problem.Text("field"));
    }

    private static Task<Reply> ListAsync(ApiHost host, string path) => Reply.ToAsync(host.Client, HttpMethod.Get, path);
}
