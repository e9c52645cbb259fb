using System.Net;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Http;

public sealed class RoutingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

    private readonly ApiHost _host = shared.Host;

    public static TheoryData<string, string> WrongVerbs
    {
        get
        {
            var wrong = new TheoryData<string, string>();
            foreach (var (route, taken) in AppFunctions.Http.GroupBy(function => function.Route).Select(
                group => (group.Key, group.SelectMany(function => function.Verbs).ToHashSet())))
            {
                foreach (var verb in Verbs.Except(taken))
                {
                    wrong.Add(
                        verb,
                        route.Replace(
                            "{id}",
                            "AAAAAAAAAAAAAAAAAAAAAA",
                            StringComparison.Ordinal).Replace("{offset}", "0", StringComparison.Ordinal).Replace(
                                "{file}", "start.js", StringComparison.Ordinal));
                }
            }

            return wrong;
        }
    }

    [Theory]
    [MemberData(nameof(WrongVerbs))]
    public async Task A_wrong_method_is_not_found_and_touches_nothing(string verb, string path)
    {
        var calls = _host.Stored.Calls.Total;
        (await Reply.ToAsync(_host.Client, new HttpMethod(verb), $"api/{path}")).Is(HttpStatusCode.NotFound);
        Assert.Equal(calls, _host.Stored.Calls.Total);
    }

    [Theory]
    [InlineData("uploads")]
    [InlineData("apis")]
    [InlineData("api/upload")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/chunks")]
    [InlineData("api/uploads/AAAAAAAAAAAAAAAAAAAAAA/content/more")]
    [InlineData("api/health/more")]
    public async Task A_route_that_there_is_none_of_is_not_found(string path) =>
        (await Reply.ToAsync(_host.Client, HttpMethod.Get, path)).Is(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_method_that_is_named_in_a_header_is_not_acted_on()
    {
        var upload = await ClientUpload.StartAsync(_host, 1);
        var reply = await Reply.ToAsync(_host.Client, HttpMethod.Post, upload.Path, null, ("X-HTTP-Method-Override", "DELETE"));
        reply.Is(HttpStatusCode.NotFound);
        Assert.Equal("open", (await upload.StatusAsync()).Text("state"));
    }
}
