using SmartTransfer.Azure.Clients;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.LocalHost;

namespace SmartTransfer.Functions.Tests.Composition;

/// <summary>The rules between settings, as the host tells them when it does not start.</summary>
public sealed class SettingRulesTests
{
    private const string Storage = "--SmartTransfer:Storage:ConnectionString=UseDevelopmentStorage=true";

    [Theory]
    [InlineData("Limits:MaxFileBytes", "500000000000", "500000000000 bytes", "Limits:MaxChunkBytes")]
    [InlineData("Admission:MaxBytesInFlight", "8388607", "8388607 bytes", "Limits:MaxChunkBytes")]
    [InlineData("Retry:MaxDelay", "00:00:00.5", "00:00:00.5000000", "Retry:BaseDelay")]
    [InlineData("Retry:TotalTimeout", "00:00:29", "00:00:29", "Retry:AttemptTimeout")]
    [InlineData("Network:SlowChunkBytes", "1048577", "1048577 bytes", "Limits:MaxChunkBytes")]
    [InlineData("Network:MediumChunkBytes", "2097153", "2097153 bytes", "Limits:MaxChunkBytes")]
    [InlineData("Network:FastChunkBytes", "8388609", "8388609 bytes", "Limits:MaxChunkBytes")]
    [InlineData("Network:SlowBelowBytesPerSecond", "1250001", "1250001 bytes/s", "Network:FastAboveBytesPerSecond")]
    [InlineData("Network:FlushNotAfter", "00:00:04", "00:00:04", "Network:FlushNotBefore")]
    public async Task A_rule_between_two_settings_names_both_and_their_values(string setting, string value, string shown, string other)
    {
        var (exitCode, error) = await RunAsync(Storage, $"--SmartTransfer:{setting}={value}");
        Assert.Equal(1, exitCode);
        var sentence = Assert.Single(error);
        Assert.Contains(setting.Split(':')[1], sentence, StringComparison.Ordinal);
        Assert.Contains(shown, sentence, StringComparison.Ordinal);
        Assert.Contains($"SmartTransfer:{other}", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Files:NameTemplate", "{fileName}", "'{fileName}', which gives the same name to several uploads; add {key}")]
    [InlineData("Files:NameTemplate", "{id}", "this template has the token {id}, which is none of")]
    [InlineData("Files:NameTemplate", "../{key}", "this template names the file 'a' so that the name has a segment that ends with a dot")]
    [InlineData("Files:OnConflict", "replace", "is 'replace'; give fail, or nothing")]
    public async Task Names_that_could_collide_or_climb_are_refused_before_the_host_starts(string setting, string value, string why)
    {
        var (exitCode, error) = await RunAsync(Storage, $"--SmartTransfer:{setting}={value}");
        Assert.Equal(1, exitCode);
        var sentence = Assert.Single(error);
        Assert.Contains($"SmartTransfer:{setting}", sentence, StringComparison.Ordinal);
        Assert.Contains(why, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_is_a_line_of_its_own_and_no_stack_is_shown()
    {
        var (exitCode, error) = await RunAsync(
            "--SmartTransfer__Limits__MaxChunkBytes=5", "--SmartTransfer__Retry__MaxRetries=11", "--SmartTransfer__Sessions__Lifetime=1");
        Assert.Equal(1, exitCode);
        Assert.Equal(3, error.Count);
        Assert.Contains(
            error,
            line => line.StartsWith(
                "SmartTransfer:Limits:MaxChunkBytes is 5 (bytes); it must be from 65536 to 104857600 (bytes).", StringComparison.Ordinal));
        Assert.DoesNotContain(error, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    private static async Task<(int ExitCode, IReadOnlyList<string> Error)> RunAsync(params string[] settings)
    {
        using var folder = new HostFolder();
        using var error = new StringWriter();
        var exitCode = await LocalHostProgram.RunAsync(
            [
                folder.Argument, "--urls=http://127.0.0.1:0", "--SweepSchedule=0 0 * * * *", "--ConcatenateSchedule=0 0 * * * *",
                "--EventsSchedule=0 0 * * * *", .. settings,
            ],
            typeof(SmartTransferServices).Assembly,
            (services, configuration) => services.AddSmartTransfer(configuration),
            TextWriter.Null,
            error);
        return (exitCode, error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
