using System.Net;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

/// <summary>Who may call what, once keys are on as they are in Azure.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private const string Key = "the-key-of-the-test";
    private const string Master = "the-master-key-of-the-test";

    private static readonly string[] Open =
    [
        "GetDocs",
        "GetDocsAsset",
        "GetHealth",
        "GetHome",
        "GetOpenApi",
        "GetPage",
        "GetPageAsset",
        "ResumableOptions",
        "ResumableUploadOptions",
        "TusOptions",
        "TusUploadOptions",
        "Unmatched",
    ];

    // The master key alone opens these.
    private static readonly string[] Operators = ["ListAllUploads", "RetryEvents"];

    private ApiHost? _host;

    private ApiHost Host => _host!;

    public async Task InitializeAsync() =>
        _host = await ApiHost.StartAsync(
            "--LocalHost:Keys:Enabled=true", $"--LocalHost:Keys:Function={Key}", $"--LocalHost:Keys:Master={Master}");

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public void Every_function_needs_a_key_but_health_the_documents_and_preflights()
    {
        Assert.Equal(
            Open,
            AppFunctions.Http.Where(function => function.Level == AuthorizationLevel.Anonymous).Select(function => function.Name).Order());
        Assert.All(
            AppFunctions.Http.Where(function => !Open.Contains(function.Name)),
            function => Assert.Equal(
                Operators.Contains(function.Name) ? AuthorizationLevel.Admin : AuthorizationLevel.Function, function.Level));
    }

    [Fact]
    public async Task Without_a_key_only_those_answer()
    {
        foreach (var (name, route, verbs, _) in AppFunctions.Http)
        {
            foreach (var verb in verbs)
            {
                var status = (await CallAsync(verb, route, null)).Status;
                Assert.True(Open.Contains(name) == (status != HttpStatusCode.Unauthorized), $"{name} {verb}: {status}");
                Assert.Equal(
                    HttpStatusCode.Unauthorized == status, (await CallAsync(verb, route, "wrong")).Status == HttpStatusCode.Unauthorized);
                Assert.Equal(Operators.Contains(name), (await CallAsync(verb, route, Key)).Status == HttpStatusCode.Unauthorized);
                Assert.NotEqual(HttpStatusCode.Unauthorized, (await CallAsync(verb, route, Master)).Status);
            }
        }
    }

    [Fact]
    public async Task A_key_in_the_query_opens_and_is_not_repeated_in_the_location()
    {
        var reply = await Reply.ToAsync(
            Host.Client, HttpMethod.Post, $"api/uploads?code={Key}", Bodies.Json(new { fileName = "a", length = 1 }));
        reply.Is(HttpStatusCode.Created);
        Assert.Matches("^/api/uploads/[A-Za-z0-9_-]{22}$", reply.Header("Location"));
        Assert.DoesNotContain(Key, reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.Log.Lines, line => line.Contains(Key, StringComparison.Ordinal));
    }

    private Task<Reply> CallAsync(string verb, string route, string? key)
    {
        var path = route.Replace(
            "{id}",
            "AAAAAAAAAAAAAAAAAAAAAA",
            StringComparison.Ordinal).Replace("{offset}", "0", StringComparison.Ordinal).Replace(
                "{file}", "start.js", StringComparison.Ordinal);
        return Reply.ToAsync(
            Host.Client,
            new HttpMethod(verb),
            $"api/{path}",
            null,
            [.. key is null ? Array.Empty<(string, string)>() : [("x-functions-key", key)]]);
    }
}
