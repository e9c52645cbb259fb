using System.Net;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Routing;

public sealed class RoutingTests
{
    [Fact]
    public async Task Functions_of_one_route_are_told_apart_by_verb()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Equal("GET", await host.Client.GetStringAsync("api/echo"));
        var posted = await host.Client.PostAsync("api/echo", new StringContent("body"));
        Assert.Equal("body", await posted.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("PATCH")]
    public async Task A_verb_that_no_function_answers_gives_404_and_no_Allow_header(string verb)
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        var answer = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), "api/echo"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("head")]
    [InlineData("Post")]
    public async Task A_verb_in_another_spelling_is_another_verb(string verb)
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync($"{verb} /api/echo HTTP/1.1", "Host: x", "Content-Length: 0", "", "");
        Assert.StartsWith("HTTP/1.1 404 ", await connection.HeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_parameter_arrives_as_a_string()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Equal("007 by GET", await host.Client.GetStringAsync("api/echo/007"));
    }

    [Theory]
    [InlineData("api/echo/seven")]
    [InlineData("api/echo/7/more")]
    [InlineData("echo")]
    [InlineData("")]
    public async Task A_failed_constraint_or_an_unknown_path_gives_404(string path)
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task An_encoded_slash_stays_encoded_in_a_route_value()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Equal("a%2Fb and nothing by GET", await host.Client.GetStringAsync("api/names/a%2Fb"));
    }

    [Fact]
    public async Task An_optional_route_parameter_may_be_missing()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Equal("a and b by GET", await host.Client.GetStringAsync("api/names/a/b"));
    }

    [Fact]
    public async Task Without_a_route_the_functions_name_is_the_route_and_without_verbs_it_answers_all()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        foreach (var verb in (string[])["GET", "PUT", "DELETE", "HEAD"])
        {
            var answer = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), "api/echoanyverb"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "v1/files" } } }""", "v1/files/echo")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" } } }""", "echo")]
    [InlineData("""{ /* a comment */ "version": "2.0", }""", "api/echo")]
    public async Task The_route_prefix_comes_from_host_json(string hostJson, string path)
    {
        await using var host = await RunningHost.StartAsync([typeof(EchoFunctions)], new HostFiles(hostJson));
        Assert.Equal("GET", await host.Client.GetStringAsync(path));
    }

    [Fact]
    public async Task The_answer_does_not_name_the_server()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        Assert.Empty((await host.Client.GetAsync("api/echo")).Headers.Server);
    }
}
