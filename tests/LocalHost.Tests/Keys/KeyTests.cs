using System.Net;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Keys;

public sealed class KeyTests
{
    private static readonly string[] On =
        ["--LocalHost:Keys:Enabled=true", "--LocalHost:Keys:Function=f-key", "--LocalHost:Keys:Master=m-key"];

    [Theory]
    [InlineData("Open")]
    [InlineData("Keyed")]
    [InlineData("Master")]
    public async Task Keys_are_off_unless_they_are_switched_on(string function)
    {
        await using var host = await RunningHost.StartAsync<KeyedFunctions>("--LocalHost:Keys:Function=f-key");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync($"api/{function}")).StatusCode);
    }

    [Theory]
    [InlineData("Open", null, HttpStatusCode.OK)]
    [InlineData("Open", "wrong", HttpStatusCode.OK)]
    [InlineData("Keyed", null, HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "f-ke", HttpStatusCode.Unauthorized)]
    [InlineData("Keyed", "f-key", HttpStatusCode.OK)]
    [InlineData("Keyed", "m-key", HttpStatusCode.OK)]
    [InlineData("Master", null, HttpStatusCode.Unauthorized)]
    [InlineData("Master", "f-key", HttpStatusCode.Unauthorized)]
    [InlineData("Master", "m-key", HttpStatusCode.OK)]
    public async Task A_key_opens_what_it_is_for_by_header_or_query(string function, string? key, HttpStatusCode expected)
    {
        await using var host = await RunningHost.StartAsync<KeyedFunctions>(On);

        var byQuery = await host.Client.GetAsync($"api/{function}{(key is null ? "" : $"?code={key}")}");
        Assert.Equal(expected, byQuery.StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/{function}");
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        var byHeader = await host.Client.SendAsync(request);
        Assert.Equal(expected, byHeader.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
        {
            Assert.Empty(await byHeader.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("red")]
    [InlineData("blue")]
    public async Task Several_function_keys_may_be_named(string key)
    {
        await using var host = await RunningHost.StartAsync<KeyedFunctions>(
            "--LocalHost:Keys:Enabled=true", "--LocalHost:Keys:Function:default=red", "--LocalHost__Keys__Function__partner=blue");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync($"api/Keyed?code={key}")).StatusCode);
    }

    [Fact]
    public void Keys_without_a_key_stop_the_start()
    {
        using var files = new HostFiles();
        var fault = Assert.Throws<StartupException>(() =>
            LocalHostBuilder.Build(files.Args("--LocalHost:Keys:Enabled=true"), [typeof(KeyedFunctions)], (_, _) => { }));
        Assert.Contains("there is no key", fault.Message, StringComparison.Ordinal);
    }
}
