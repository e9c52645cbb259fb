using System.Net;
using Microsoft.AspNetCore.Builder;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.LocalHost.Tests.Settings;

public sealed class HostSectionTests
{
    [Fact]
    public async Task The_port_comes_from_local_settings_json()
    {
        var port = FreePorts.Take(1)[0];
        using var files = new HostFiles(localSettings: $$"""{ "Host": { "LocalHttpPort": {{port}} } }""");
        await using var app = LocalHostBuilder.Build(files.Args(), [typeof(EchoFunctions)], (_, _) => { });
        await app.StartAsync();
        Assert.Equal([$"http://127.0.0.1:{port}"], app.Urls);
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://other.example", false)]
    public async Task Origins_that_local_settings_json_names_may_call(string origin, bool allowed)
    {
        await using var host = await RunningHost.StartAsync(
            [typeof(EchoFunctions)],
            new HostFiles(localSettings: """{ "Host": { "CORS": "https://app.example, https://b.example", "CORSCredentials": true } }"""));
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "api/echo");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "PATCH");
        preflight.Headers.Add("Access-Control-Request-Headers", "content-digest");

        var answer = await host.Client.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(allowed ? [origin] : [], Values(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? ["true"] : [], Values(answer, "Access-Control-Allow-Credentials"));
        Assert.Equal(allowed ? ["PATCH"] : [], Values(answer, "Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Without_origins_the_functions_answer_preflights_themselves()
    {
        await using var host = await RunningHost.StartAsync<EchoFunctions>();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "api/echo");
        preflight.Headers.Add("Origin", "https://app.example");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        Assert.Equal("OPTIONS", await (await host.Client.SendAsync(preflight)).Content.ReadAsStringAsync());
    }

    private static string[] Values(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values) ? [.. values] : [];
}
