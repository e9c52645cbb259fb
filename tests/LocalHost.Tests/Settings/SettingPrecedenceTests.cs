using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Settings;

public sealed class SettingPrecedenceTests
{
    private const string LocalSettings = """
        {
          // Comments and trailing commas are fine.
          "IsEncrypted": false,
          "Values": {
            "LHT__File": "file", "LHT:Other": "other", "LHT__Environment": "file", "LHT__CommandLine": "file", "LHT__Number": 7,
          },
          "ConnectionStrings": { "Store": "here" }
        }
        """;

    [Theory]
    [InlineData("LHT:File", "file")]
    [InlineData("LHT__File", "file")]
    [InlineData("lht:file", "file")]
    [InlineData("LHT__Other", "other")]
    [InlineData("LHT:Number", "7")]
    [InlineData("ConnectionStrings:Store", "here")]
    [InlineData("LHT:Environment", "environment")]
    [InlineData("LHT__Environment", "environment")]
    [InlineData("LHT:CommandLine", "command line")]
    [InlineData("LHT__CommandLine", "command line")]
    public async Task The_command_line_wins_over_the_environment_and_that_over_the_file(string name, string expected)
    {
        Environment.SetEnvironmentVariable("LHT__Environment", "environment");
        Environment.SetEnvironmentVariable("LHT__CommandLine", "environment");
        await using var host = await RunningHost.StartAsync(
            [typeof(SettingFunction)], new HostFiles(localSettings: LocalSettings), "--LHT:CommandLine=command line");
        Assert.Equal(expected, await host.Client.GetStringAsync($"api/settings/{name}"));
    }

    [Fact]
    public async Task An_entry_of_host_json_can_be_overridden_by_a_setting()
    {
        await using var host = await RunningHost.StartAsync(
            [typeof(EchoFunctions)],
            new HostFiles("""{ "extensions": { "http": { "routePrefix": "file" } } }"""),
            "--AzureFunctionsJobHost__extensions__http__routePrefix=setting");
        Assert.Equal("GET", await host.Client.GetStringAsync("setting/echo"));
    }
}
