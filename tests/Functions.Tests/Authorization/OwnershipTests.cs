using System.Net;
using System.Text.RegularExpressions;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Functions.Tests.Tus;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Authorization;

/// <summary>Whose an upload is, and what its address is good for without a token.</summary>
public sealed partial class OwnershipTests : IAsyncLifetime
{
    private const string UnknownId = "AAAAAAAAAAAAAAAAAAAAAA";

    private static readonly byte[] File = [1, 2, 3, 4];

    private AuthorizedHost _host = null!;

    private TokenIssuer Issuer => _host.Issuer;

    private ApiHost Api => _host.Api;

    /// <summary>Every call that names an upload: method, path after the id, protocol.</summary>
    public static TheoryData<string, string, string> Calls => new()
    {
        { "GET", "", "uploads" },
        { "GET", "?chunks=maybe", "uploads" },
        { "PUT", "/chunks/0", "uploads" },
        { "PUT", "/chunks/x", "uploads" },
        { "POST", "/complete", "uploads" },
        { "DELETE", "", "uploads" },
        { "GET", "/network", "uploads" },
        { "GET", "/content", "uploads" },
        { "HEAD", "/content", "uploads" },
        { "DELETE", "/content", "uploads" },
        { "POST", "/extend", "uploads" },
        { "HEAD", "", "tus" },
        { "GET", "", "tus" },
        { "PATCH", "", "tus" },
        { "DELETE", "", "tus" },
        { "PUT", "", "tus" },
        { "HEAD", "", "resumable" },
        { "GET", "", "resumable" },
        { "PATCH", "", "resumable" },
        { "DELETE", "", "resumable" },
    };

    public async Task InitializeAsync() => _host = await AuthorizedHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public void Every_route_of_an_upload_is_among_the_calls()
    {
        var routes = AppFunctions.Http.Where(function => function.Route.Contains(
            "{id}", StringComparison.Ordinal) && !function.Verbs.Contains("OPTIONS")).Select(function => function.Route).Distinct();
        var called = Calls.Select(call =>
            $"{(string)call[2]}/{{id}}{((string)call[1]).Split('?')[0]}".Replace(
                "/0", "/{offset}", StringComparison.Ordinal));
        Assert.Empty(routes.Except(called));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task To_another_subject_an_upload_looks_like_one_that_never_was(string method, string path, string protocol)
    {
        foreach (var id in (UploadId[])[await OpenAsync(), await CompletedAsync()])
        {
            // So that this instance has advice of its own for it.
            _host.Send(Issuer.Token());
            await Reply.ToAsync(
                Api.Client, HttpMethod.Get, $"api/uploads/{id.Value}", null, ("Transfer-Report", "bytes=65536, ms=90000, failed=9"));

            foreach (var token in (string[])[Issuer.Token("mallory"), Issuer.Token("mallory", Expired)])
            {
                _host.Send(token);
                var others = await CallAsync(method, id.Value, path, protocol);
                var unknown = await CallAsync(method, UnknownId, path, protocol);
                Assert.Equal(unknown.Status, others.Status);
                Assert.Contains(others.Status, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.Unauthorized]);
                Assert.Equal(Comparable(unknown.Text), Comparable(others.Text));
                Assert.Equal(unknown.Headers.Select(header => header.Key).Order(), others.Headers.Select(header => header.Key).Order());
                Assert.Equal(unknown.Header("Transfer-Advice"), others.Header("Transfer-Advice"));
                if (token == Issuer.Token("mallory") && method != "HEAD")
                {
                    others.IsProblem(HttpStatusCode.NotFound, "upload-not-found");
                }
            }

            _host.Send(Issuer.Token());
            Assert.Contains(
                (await Reply.ToAsync(Api.Client, HttpMethod.Get, $"api/uploads/{id.Value}")).Is(HttpStatusCode.OK).Json.Text("state"),
                (string[])["open", "completed"]);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("expired")]
    public async Task The_address_of_an_upload_is_enough_to_finish_it(string? token)
    {
        var id = await OpenAsync();
        _host.Send(token is null ? null : Issuer.Token(spec: Expired));

        (await CallAsync("PUT", id.Value, "/chunks/0", "uploads")).Is(HttpStatusCode.OK);
        (await CallAsync("GET", id.Value, "", "uploads")).Is(HttpStatusCode.OK);
        (await CallAsync("GET", id.Value, "/network", "uploads")).Is(HttpStatusCode.OK);
        (await CallAsync("HEAD", id.Value, "", "tus")).Is(HttpStatusCode.OK);
        (await CallAsync("POST", id.Value, "/complete", "uploads")).Is(HttpStatusCode.OK);

        // The answer was lost on the way.
        (await CallAsync("POST", id.Value, "/complete", "uploads")).Is(HttpStatusCode.OK);
        Assert.Equal(4, int.Parse((await CallAsync("HEAD", id.Value, "", "tus")).Is(HttpStatusCode.OK).Header("Upload-Offset")!, null));
        Assert.Equal(File, Api.Stored.CommittedBytes(id));
    }

    [Fact]
    public async Task The_address_is_enough_for_a_tus_client_whose_token_dies_in_mid_upload()
    {
        _host.Send(Issuer.Token());
        var upload = await TusUpload.StartAsync(Api, File.Length);
        (await upload.PatchAsync(0, File[..2])).Is(HttpStatusCode.NoContent);
        Api.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("2", await upload.OffsetAsync());
        (await upload.PatchAsync(2, File[2..])).Is(HttpStatusCode.NoContent);
        Assert.Equal(File, upload.File);
    }

    [Theory]
    [InlineData("uploads")]
    [InlineData("tus")]
    public async Task The_address_is_enough_to_give_an_upload_up(string protocol)
    {
        var id = await OpenAsync();
        _host.Send(null);
        (await CallAsync("DELETE", id.Value, "", protocol)).Is(HttpStatusCode.NoContent);
        Assert.Equal(UploadState.Cancelled, Api.Stored.SessionRows.Single(row => row.Id == id).State);
    }

    [Theory]
    [InlineData("GET", "/content", "uploads")]
    [InlineData("HEAD", "/content", "uploads")]
    [InlineData("DELETE", "", "tus")]
    public async Task The_file_is_read_and_removed_by_its_owner_with_a_valid_token_alone(string method, string path, string protocol)
    {
        var id = await CompletedAsync();
        foreach (var (token, code) in ((string?, string)[])[(null, "token-missing"), (Issuer.Token(spec: Expired), "token-expired")])
        {
            _host.Send(token);
            var reply = await CallAsync(method, id.Value, path, protocol);
            reply.Is(HttpStatusCode.Unauthorized);
            Assert.StartsWith("Bearer ", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
            if (method != "HEAD")
            {
                reply.IsProblem(HttpStatusCode.Unauthorized, code);
            }

            Assert.Equal(File, Api.Stored.CommittedBytes(id));
        }

        _host.Send(Issuer.Token());
        Assert.True((await CallAsync(method, id.Value, path, protocol)).Status is HttpStatusCode.OK or HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_file_is_not_removed_by_its_address_where_this_instance_still_takes_the_upload_for_open()
    {
        var id = await OpenAsync();
        _host.Send(null);
        (await CallAsync("PUT", id.Value, "/chunks/0", "uploads")).Is(HttpStatusCode.OK);

        await using (var other = await ApiHost.StartWithTimersAsync(Api.Stored, Api.Clock))
        {
            (await Reply.ToAsync(other.Client, HttpMethod.Post, $"api/uploads/{id.Value}/complete")).Is(HttpStatusCode.OK);
        }

        (await CallAsync("DELETE", id.Value, "", "tus")).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        Assert.Equal(File, Api.Stored.CommittedBytes(id));
    }

    [Fact]
    public async Task A_token_that_is_wrong_is_refused_at_the_address_of_an_upload_too()
    {
        var id = await OpenAsync();
        foreach (var token in (string[])["garbage", Issuer.Unsigned(), Issuer.Token(
            spec: new TokenSpec { Audience = "api://other" }), Issuer.Token(
                spec: new TokenSpec { Audience = "api://other", Expires = Expired.Expires })])
        {
            _host.Send(token);
            (await CallAsync("GET", id.Value, "", "uploads")).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
            (await CallAsync("PUT", id.Value, "/chunks/0", "uploads")).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
            (await CallAsync("PATCH", id.Value, "", "tus")).IsProblem(HttpStatusCode.Unauthorized, "token-invalid");
        }

        Assert.Empty(Api.Stored.StagedBlocks(id));
    }

    [Fact]
    public async Task An_unreachable_issuer_is_503_at_the_address_of_an_upload_for_who_sends_a_token_and_nothing_to_who_sends_none()
    {
        var id = await OpenAsync();
        Api.Clock.Advance(TimeSpan.FromHours(20));
        Issuer.IsDown = true;
        Issuer.Rotate();
        _host.Send(Issuer.Token());
        (await CallAsync("HEAD", id.Value, "", "tus")).Is(HttpStatusCode.ServiceUnavailable);
        _host.Send(null);
        (await CallAsync("HEAD", id.Value, "", "tus")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_address_is_good_for_one_lifetime_after_the_end_and_the_token_for_as_long_as_it_is_valid()
    {
        var id = await CompletedAsync();
        _host.Send(null);
        Api.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await CallAsync("GET", id.Value, "", "uploads")).Is(HttpStatusCode.OK);
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        (await CallAsync("GET", id.Value, "", "uploads")).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
        _host.Send(Issuer.Token());
        (await CallAsync("GET", id.Value, "", "uploads")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_upload_that_was_started_while_no_tokens_were_asked_for_is_anybodys_who_has_its_address()
    {
        _host.Send(Issuer.Token());
        var upload = await ClientUpload.StartAsync(Api, File.Length);
        await Api.Stored.Sessions.ReplaceAsync(upload.Row with { Owner = null }, CancellationToken.None);
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        _host.Send(null);
        (await upload.PutAsync(0, File)).Is(HttpStatusCode.OK);
        _host.Send(Issuer.Token("bob"));
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        (await upload.GetContentAsync()).Is(HttpStatusCode.OK);
        _host.Send(null);
        (await upload.GetContentAsync()).IsProblem(HttpStatusCode.Unauthorized, "token-missing");
    }

    [Fact]
    public async Task A_final_upload_joins_partial_uploads_of_its_owner_alone()
    {
        _host.Send(Issuer.Token());
        var own = await PartialAsync();
        _host.Send(Issuer.Token("bob"));
        var others = await PartialAsync();
        var reply = await TusUpload.PostAsync(Api, null, ("Upload-Concat", $"final;{others} {own}"));
        var unknown = await TusUpload.PostAsync(Api, null, ("Upload-Concat", $"final;{others} /api/tus/{UnknownId}"));
        Assert.Equal(Comparable(unknown.Text), Comparable(reply.Text));
        Assert.False(reply.Status is HttpStatusCode.Created);

        _host.Send(Issuer.Token());
        (await TusUpload.PostAsync(Api, null, ("Upload-Concat", $"final;{own} {own}"))).Is(HttpStatusCode.Created);

        async Task<string> PartialAsync()
        {
            var partial = await TusUpload.StartAsync(Api, File.Length, ("Upload-Concat", "partial"));
            (await partial.PatchAsync(0, File)).Is(HttpStatusCode.NoContent);
            return partial.Path;
        }
    }

    [Fact]
    public async Task The_row_says_whose_an_upload_is_by_a_hash_and_keeps_it_with_the_file()
    {
        var id = await CompletedAsync();
        var row = Api.Stored.SessionRows.Single(session => session.Id == id);
        Assert.Equal(Core.Identity.OwnerKey.Of(Issuer.Name, "alice"), row.Owner);
        Assert.Null(row.Client);
    }

    [Fact]
    public async Task A_chunk_costs_no_storage_call_for_its_token()
    {
        var id = await OpenAsync();
        _host.Send(Issuer.Token());
        await CallAsync("PUT", id.Value, "/chunks/0", "uploads");
        var before = Api.Stored.Calls.Total;
        (await CallAsync("PUT", id.Value, "/chunks/0", "uploads")).Is(HttpStatusCode.OK);
        Assert.Equal(1, Api.Stored.Calls.Total - before);
    }

    private static TokenSpec Expired =>
        new()
        {
            NotBefore = Testing.Time.ManualTimeProvider.DefaultStart - TimeSpan.FromHours(2),
            Expires = Testing.Time.ManualTimeProvider.DefaultStart - TimeSpan.FromHours(1),
        };

    private static string Comparable(string problem) => CorrelationId().Replace(problem, "-");

    private async Task<UploadId> OpenAsync()
    {
        _host.Send(Issuer.Token());
        return (await ClientUpload.StartAsync(Api, File.Length)).Id;
    }

    private async Task<UploadId> CompletedAsync()
    {
        _host.Send(Issuer.Token());
        return (await ClientUpload.CompletedAsync(Api, File)).Id;
    }

    private Task<Reply> CallAsync(string method, string id, string path, string protocol)
    {
        HttpContent? body = null;
        (string, string)[] headers = protocol == "tus" ? [("Tus-Resumable", "1.0.0")] : [];
        if (method is "PUT" or "PATCH")
        {
            body = Bodies.Sized(File);
            headers = protocol == "resumable"
                ? [("Upload-Offset", "0"), ("Upload-Complete", "?1"), ("Content-Type", "application/partial-upload")]
                : protocol == "tus"
                ? [.. headers, ("Upload-Offset", "0"), (
                    "Content-Type",
                    TusUpload.Octets), .. method == "PUT" ? [("X-HTTP-Method-Override", "PATCH")] : Array.Empty<(string, string)>()]
                : [("Content-Digest", Bodies.ContentDigest(File))];
        }

        return Reply.ToAsync(Api.Client, new HttpMethod(method), $"api/{protocol}/{id}{path}", body, headers);
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex CorrelationId();
}
