using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Settings;

public sealed class RefusedSettingsTests
{
    [Theory]
    [InlineData("LocalHost:Bodies", "buffer", "functions")]
    [InlineData("LocalHost:Keys:Enabled", "maybe", "true or false")]
    [InlineData("LocalHost:RunTimersAtStart", "1", "true or false")]
    [InlineData("LocalHost:ShutdownSeconds", "-1", "a whole number from 0 to 3600")]
    [InlineData("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "100MB", "a whole number from 1")]
    [InlineData("urls", "http://127.0.0.1:99999", "addresses such as")]
    [InlineData("urls", "here", "addresses such as")]
    public void A_setting_that_cannot_be_read_stops_the_start_and_is_named_with_what_is_allowed(string name, string value, string allowed)
    {
        using var files = new HostFiles();
        var message = Refusal(files, $"--{name}={value}");
        Assert.StartsWith($"The setting {name} is '{value}'; allowed is ", message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_host_json_stops_the_start_and_is_named()
    {
        using var files = new HostFiles(hostJson: """{ "version": """);
        Assert.StartsWith($"{Path.Combine(files.Folder, "host.json")} cannot be read: ", Refusal(files), StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_local_settings_json_stops_the_start_and_is_named()
    {
        using var files = new HostFiles(localSettings: "[ nothing");
        Assert.StartsWith(
            $"{Path.Combine(files.Folder, "local.settings.json")} cannot be read: ", Refusal(files), StringComparison.Ordinal);
    }

    [Fact]
    public void Encrypted_settings_stop_the_start()
    {
        using var files = new HostFiles(localSettings: """{ "IsEncrypted": true, "Values": { "A": "AQAAANCMnd8=" } }""");
        Assert.Contains("is encrypted (IsEncrypted is true)", Refusal(files), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_origin_with_credentials_stops_the_start()
    {
        using var files = new HostFiles(localSettings: """{ "Host": { "CORS": "*", "CORSCredentials": true } }""");
        Assert.Contains("Host.CORS is *", Refusal(files), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_root_that_does_not_exist_stops_the_start()
    {
        var fault = Assert.Throws<StartupException>(() =>
            LocalHostBuilder.Build(["--AzureWebJobsScriptRoot=/nowhere/at/all"], [typeof(EchoFunctions)], (_, _) => { }));
        Assert.Contains("AzureWebJobsScriptRoot", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_line_that_cannot_be_read_stops_the_start()
    {
        using var files = new HostFiles();
        Assert.StartsWith("The command line cannot be read", Refusal(files, "-x=1"), StringComparison.Ordinal);
    }

    private static string Refusal(HostFiles files, params string[] args) => Assert.Throws<StartupException>(() =>
        LocalHostBuilder.Build(files.Args(args), [typeof(EchoFunctions)], (_, _) => { })).Message;
}
