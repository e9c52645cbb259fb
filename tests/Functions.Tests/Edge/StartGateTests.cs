using System.Net;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tests.Authorization;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Tokens;

namespace SmartTransfer.Functions.Tests.Edge;

/// <summary>An application is asked before an upload starts, whatever the protocol, and its answer reaches the client.</summary>
public sealed class StartGateTests : IAsyncLifetime
{
    private HookReceiver? _receiver;

    private HookReceiver Receiver => _receiver!;

    public async Task InitializeAsync() => _receiver = await HookReceiver.StartAsync();

    public async Task DisposeAsync() => await Receiver.DisposeAsync();

    [Theory]
    [InlineData("native")]
    [InlineData("tus")]
    [InlineData("partial")]
    [InlineData("resumable")]
    public async Task Every_kind_of_start_is_asked_about(string kind)
    {
        await using var host = await ApiHost.StartAsync(Receiver.Settings);
        var reply = await StartAsync(host, kind);
        Assert.True(reply.Status is HttpStatusCode.Created or HttpStatusCode.OK, $"{reply.Status}");
        var asked = Assert.Single(Receiver.Asked);
        Assert.Equal(kind is "partial" ? "tus" : kind, asked.GetProperty("caller").Text("protocol"));
        Assert.Equal(kind is "partial" ? "partial" : "single", asked.GetProperty("upload").Text("role"));
        Assert.Equal(UploadKey.Of(host.Stored.SessionRows.Single().Id).Value, asked.GetProperty("upload").Text("key"));
        Assert.Matches("^a-", asked.GetProperty("caller").Text("address"));
    }

    [Fact]
    public async Task A_final_upload_is_asked_about_too()
    {
        await using var host = await ApiHost.StartAsync(Receiver.Settings);
        var part = (await StartAsync(host, "partial")).Header("Location");
        var final = await Reply.ToAsync(
            host.Client, HttpMethod.Post, "api/tus", null, ("Tus-Resumable", "1.0.0"), ("Upload-Concat", $"final;{part}"));
        final.Is(HttpStatusCode.Created);
        Assert.Equal("final", Receiver.Asked[^1].GetProperty("upload").Text("role"));
    }

    [Theory]
    [InlineData("native")]
    [InlineData("tus")]
    [InlineData("resumable")]
    public async Task A_refusal_reaches_the_client_with_its_status_and_its_words(string kind)
    {
        Receiver.Answer = (403, """{ "code": "no-seat", "detail": "Your plan has no seat for this." }""");
        await using var host = await ApiHost.StartAsync(Receiver.Settings);
        var reply = await StartAsync(host, kind);
        var problem = reply.IsProblem(HttpStatusCode.Forbidden, "start-refused");
        Assert.Equal("no-seat", problem.Text("hookCode"));
        Assert.Contains("Your plan has no seat for this.", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(host.Stored.SessionRows);
        Assert.Empty(host.Stored.BlobNames);
    }

    [Theory]
    [InlineData(402, 402)]
    [InlineData(451, 451)]
    [InlineData(200, 403)]
    [InlineData(503, 403)]
    public void The_status_is_the_applications_own_in_every_protocol(int given, int expected)
    {
        var refused = FailureCatalogue.StartRefused(given, null, null);
        Assert.Equal(
            (expected, expected, expected), (ProblemStatus.Of(refused), ProblemStatus.OfTus(refused), ProblemStatus.OfResumable(refused)));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{ "blobName": "../{key}" }""")]
    public async Task Without_a_usable_answer_the_client_is_told_to_try_again(int status, string body)
    {
        Receiver.Answer = (status, body);
        await using var host = await ApiHost.StartAsync(Receiver.Settings);
        var reply = await StartAsync(host, "native");
        reply.IsProblem(HttpStatusCode.ServiceUnavailable, "hook-unavailable");
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Empty(host.Stored.SessionRows);
    }

    [Fact]
    public async Task Where_the_door_is_to_stay_open_the_upload_starts_as_it_was_asked_for()
    {
        Receiver.Answer = (500, string.Empty);
        await using var host = await ApiHost.StartAsync([.. Receiver.Settings, "--SmartTransfer:Hooks:OpenWhenUnavailable=true"]);
        (await StartAsync(host, "native")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_application_hears_whom_the_token_names_and_the_claims_that_are_listed()
    {
        await using var authorized = await AuthorizedHost.StartAsync([.. Receiver.Settings, "--SmartTransfer:Hooks:Claims=tenant, roles"]);
        var spec = new TokenSpec
        {
            Claims = new Dictionary<string, object> { ["tenant"] = "acme", ["roles"] = new[] { "a", "b" }, ["secret"] = "x" },
        };
        var token = authorized.Issuer.Token(spec: spec);
        await StartAsync(authorized.Api, "native", more: ("Authorization", $"Bearer {token}"));
        var caller = Assert.Single(Receiver.Asked).GetProperty("caller");
        Assert.False(string.IsNullOrEmpty(caller.Text("subject")));
        Assert.Equal(43, caller.Text("owner")!.Length);
        Assert.Equal("acme", caller.GetProperty("claims").Text("tenant"));
        Assert.Equal("a b", caller.GetProperty("claims").Text("roles"));
        Assert.False(caller.GetProperty("claims").TryGetProperty("secret", out _));
    }

    private static Task<Reply> StartAsync(ApiHost host, string kind, (string, string)? more = null) => kind switch
    {
        "native" => Reply.ToAsync(
            host.Client, HttpMethod.Post, "api/uploads", Bodies.Json(new { fileName = "a", length = 4 }), [.. Of(more)]),
        "resumable" => Reply.ToAsync(host.Client, HttpMethod.Post, "api/resumable", Bodies.Sized([1, 2]), ("Upload-Complete", "?1")),
        _ => Reply.ToAsync(
            host.Client,
            HttpMethod.Post,
            "api/tus",
            null,
            [("Tus-Resumable", "1.0.0"), ("Upload-Length", "4"), .. Of(kind is "partial" ? ("Upload-Concat", "partial") : null)]),
    };

    private static IEnumerable<(string, string)> Of((string, string)? header) => header is { } given ? [given] : [];
}
