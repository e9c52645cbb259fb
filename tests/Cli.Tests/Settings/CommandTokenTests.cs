using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Client;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Cli.Tests.Settings;

/// <summary>Tokens that a command prints.</summary>
public sealed class CommandTokenTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("token-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_it_prints_is_the_token() => Assert.Equal("abc", await AskAsync("echo ' abc '"));

    [Fact]
    public async Task A_command_that_hangs_is_ended_after_30_s()
    {
        var began = Path.Combine(_folder.FullName, "began");
        var asking = AskAsync($"echo $$ > '{began}'; sleep 1000; echo late");
        await Eventually.HoldsAsync("the command runs", () => File.Exists(began) && File.ReadAllText(began).EndsWith('\n'));
        var process = int.Parse(await File.ReadAllTextAsync(began), System.Globalization.CultureInfo.InvariantCulture);

        _clock.Advance(CommandToken.Limit);

        _ = await Assert.ThrowsAsync<TimeoutException>(() => asking);
        await Eventually.HoldsAsync("the command is gone", () => !Directory.Exists($"/proc/{process}"));
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("true")]
    public async Task One_that_fails_may_succeed_later(string command) =>
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(command));

    [Fact]
    public async Task One_that_is_not_there_will_not()
    {
        var failure = await Assert.ThrowsAsync<TransferException>(() => AskAsync("no-such-command-here 2>&1"));

        Assert.Equal("token-missing", failure.Code);
    }

    [Fact]
    public async Task A_transfer_without_a_token_ends_with_try_later()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "content");
        var settings = new Dictionary<string, string> { ["STX_SERVICE"] = "http://127.0.0.1:9/", ["STX_PATIENCE"] = "1s" };

        using var process = StxProcess.Start(_folder.FullName, settings, "put", file, "--token-command", "exit 3");

        Assert.Equal(ExitCode.TryLater, await process.WaitAsync());
        Assert.Contains("The token command ended with exit code 3", process.Talk, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string command) => await CommandToken.AskAsync(command, _clock, CancellationToken.None);
}
