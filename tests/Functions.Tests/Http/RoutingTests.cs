using System.Net;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

public sealed class RoutingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    private readonly ApiHost _host = shared.Host;

    public static TheoryData<string, string, string> WrongVerbs
    {
        get
        {
            var wrong = new TheoryData<string, string, string>();
            var routes = AppFunctions.Http.Where(function => function.Route != UnmatchedFunction.Route).GroupBy(function => function.Route);
            foreach (var (route, taken) in routes.Select(
                group => (group.Key, group.SelectMany(function => function.Verbs).ToHashSet())))
            {
                foreach (var verb in Verbs.Except(taken).Except(["OPTIONS"]))
                {
                    wrong.Add(
                        verb,
                        route.Replace(
                            "{id}",
                            "AAAAAAAAAAAAAAAAAAAAAA",
                            StringComparison.Ordinal).Replace("{offset}", "0", StringComparison.Ordinal).Replace(
                                "{file}", "start.js", StringComparison.Ordinal),
                        string.Join(", ", taken.Order(StringComparer.Ordinal).Append("OPTIONS").Distinct()));
                }
            }

            return wrong;
        }
    }

    [Theory]
    [MemberData(nameof(WrongVerbs))]
    public async Task A_wrong_method_is_refused_with_those_that_are_right_and_touches_nothing(string verb, string path, string allowed)
    {
        var calls = _host.Stored.Calls.Total;
        var reply = (await Reply.ToAsync(_host.Client, new HttpMethod(verb), $"api/{path}")).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("application/problem+json", reply.MediaType);
        Assert.Equal(allowed, reply.Header("Allow"));
        if (verb != "HEAD")
        {
            var problem = reply.IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
            Assert.Equal(allowed, problem.GetProperty("want").GetString());
        }

        Assert.Equal(calls, _host.Stored.Calls.Total);
    }

    [Fact]
    public async Task Asked_for_the_methods_of_a_path_it_names_them()
    {
        var reply = (await Reply.ToAsync(_host.Client, HttpMethod.Options, "api/uploads/AAAAAAAAAAAAAAAAAAAAAA/complete"))
            .Is(HttpStatusCode.NoContent);
        Assert.Equal("POST, OPTIONS", reply.Header("Allow"));
        (await Reply.ToAsync(_host.Client, HttpMethod.Options, "api/nothing")).IsProblem(HttpStatusCode.NotFound, "path-not-found");
    }

    [Fact]
    public async Task A_page_may_read_why_a_path_or_a_method_is_refused()
    {
        await using var host = await ApiHost.StartAsync(
            "--SmartTransfer:Cors:Origins=https://app.example", "--LocalHost:Keys:Enabled=true", "--LocalHost:Keys:Function=key");
        foreach (var (verb, path, code) in ((string, string, string)[])
            [
                ("GET", "api/nothing", "path-not-found"), ("POST", "api/", "method-not-allowed"),
                ("DELETE", "api/uploads", "method-not-allowed"),
            ])
        {
            var reply = await Reply.ToAsync(host.Client, new HttpMethod(verb), path, null, ("Origin", "https://app.example"));
            Assert.Equal(code, reply.Json.GetProperty("code").GetString());
            Assert.Equal("https://app.example", reply.Header("Access-Control-Allow-Origin"));
            Assert.NotNull(reply.Header("x-correlation-id"));
        }
    }

    [Theory]
    [InlineData("api/upload")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/chunks")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/content/more")]
    [InlineData("api/health/more")]
    public async Task A_route_that_there_is_none_of_is_not_found(string path) =>
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).IsProblem(HttpStatusCode.NotFound, "path-not-found");

    [Theory]
    [InlineData("uploads")]
    [InlineData("apis")]
    public async Task What_is_not_below_the_prefix_is_the_hosts(string path) =>
        Assert.Empty((await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Is(HttpStatusCode.NotFound).Body);

    [Fact]
    public async Task A_method_that_is_named_in_a_header_is_not_acted_on()
    {
        var upload = await ClientUpload.StartAsync(_host, 1);
        var reply = await Reply.ToAsync(_host.Client, HttpMethod.Post, upload.Path, null, ("X-HTTP-Method-Override", "DELETE"));
        reply.Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("open", (await upload.StatusAsync()).Text("state"));
    }
}
