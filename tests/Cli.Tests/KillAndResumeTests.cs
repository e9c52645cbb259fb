using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.Cli.Tests;

/// <summary>The program is killed at random moments, and the next run goes on.</summary>
public sealed class KillAndResumeTests(HostFixture fixture, ITestOutputHelper output) : StxTest(fixture)
{
    private const int MiB = 1024 * 1024;

    /// <summary>How many kills; 10 unless this says otherwise. The seed of each is its number.</summary>
    private static readonly int Kills = int.Parse(
        System.Environment.GetEnvironmentVariable("SMARTTRANSFER_TEST_KILLS") ?? "10",
        CultureInfo.InvariantCulture);

    [Fact]
    public async Task Killed_at_random_moments_and_resumed_the_file_arrives_byte_for_byte()
    {
        var resumed = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            var random = new Random(kill);
            var path = NewFile($"file-{kill}.bin", random.Next(2 * MiB, 5 * MiB), seed: kill);
            var process = Start("put", path, "--json", "--limit-rate", "1M");

            // From before the start is answered to after the end.
            var moment = TimeSpan.FromMilliseconds(random.Next(150, 3500));
            await Task.WhenAny(process.WaitAsync(), Task.Delay(moment));
            process.Kill();
            var began = Journals().Any();

            var line = Lines(await DoneAsync("put", path, "--json")).Last(line => line.GetProperty("type").GetString() == "result");
            var id = line.GetProperty("result").GetString()!;
            resumed += line.GetProperty("resumed").GetBoolean() ? 1 : 0;
            _ = await DoneAsync("get", id, path + ".copy");

            Assert.Equal(Sha256(path), Sha256(path + ".copy"));
            Assert.True(line.GetProperty("resumed").GetBoolean() || !began, "There was a journal, and it was not used.");
            Assert.Empty(Journals());
        }

        output.WriteLine($"{Kills} kills, {resumed} of them in mid-upload and resumed");
        Assert.True(resumed >= Kills / 3, $"Only {resumed} of {Kills} kills hit an upload.");
    }

    [Fact]
    public async Task A_download_that_is_killed_goes_on_where_it_was()
    {
        var path = NewFile("file.bin", 6 * MiB);
        var id = IdOf(await DoneAsync("put", path));
        HoldBack(_ => HasHalf());
        var process = Start("get", id, In("copy.bin"), "--limit-rate", "3M", "--connections", "1");
        await Eventually.HoldsAsync("half of it came", HasHalf);
        process.Kill();
        LetThrough();
        Assert.False(File.Exists(In("copy.bin")));

        var result = Lines(await DoneAsync("resume", "--json")).Single(line => line.GetProperty("type").GetString() == "result");

        Assert.Equal(Sha256(path), Sha256(In("copy.bin")));
        Assert.True(result.GetProperty("movedBytes").GetInt64() < 6 * MiB, $"{result}");
        Assert.False(File.Exists(In("copy.bin.part")));

        bool HasHalf() => File.Exists(In("copy.bin.part")) && new FileInfo(In("copy.bin.part")).Length > 3 * MiB;
    }

    [Fact]
    public async Task A_file_that_changed_after_the_kill_is_refused_with_the_offset()
    {
        var path = NewFile("file.bin", 6 * MiB);
        await KilledInMidUploadAsync(path, 3L * MiB);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = 1000;
            file.WriteByte((byte)~file.ReadByte());
        }

        foreach (var command in new[] { (string[])["put", path, "--json"], ["resume", "--json"] })
        {
            var (code, output, _) = await RunAsync(command);
            var error = Lines(output).Single(line => line.GetProperty("type").GetString() == "error");
            Assert.Equal(ExitCode.Failed, code);
            Assert.Equal(("source-changed", 0), (error.GetProperty("code").GetString(), error.GetProperty("offset").GetInt64()));
        }

        // The way out that the message names.
        _ = await DoneAsync("cancel", path);
        var id = IdOf(await DoneAsync("put", path));
        _ = await DoneAsync("get", id, In("copy"));
        Assert.Equal(Sha256(path), Sha256(In("copy")));
    }

    [Fact]
    public async Task An_upload_that_is_gone_is_started_anew_with_the_metadata_and_the_media_type_that_it_had()
    {
        _ = NewFile("folder/below/file.png", 6 * MiB);
        HoldBack(request => request.Target.EndsWith("/complete", StringComparison.Ordinal));
        var process = Start("put", "-r", In("folder"), "--metadata", "camera=7", "--content-type", "image/png", "--limit-rate", "1M");
        await Eventually.HoldsAsync("the upload is begun", () => Journals().Any());
        process.Kill();
        LetThrough();
        var journal = Assert.Single(Journals());
        await File.WriteAllTextAsync(journal, Regex.Replace(
            await File.ReadAllTextAsync(journal),
            "/uploads/[^\"]+",
            "/uploads/neverwasanyuploadofitA"));

        var id = IdOf(await DoneAsync("resume"));

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var status = JsonDocument.Parse(await http.GetStringAsync(new Uri(Service, $"api/uploads/{id}?chunks=false")));
        var metadata = status.RootElement.GetProperty("metadata");
        Assert.Equal(("below/file.png", "7"), (metadata.GetProperty("path").GetString(), metadata.GetProperty("camera").GetString()));
        Assert.Equal("image/png", status.RootElement.GetProperty("contentType").GetString());
    }

    [Fact]
    public async Task Ctrl_C_pauses_within_two_seconds_and_says_how_to_go_on()
    {
        var path = NewFile("file.bin", 6 * MiB);
        var process = Start("put", path, "--limit-rate", "200K");
        await Eventually.HoldsAsync("the upload is begun", () => Journals().Any());

        await process.InterruptAsync();

        Assert.Equal(ExitCode.Paused, await process.WaitAsync());
        Assert.Contains("stx resume", process.Talk, StringComparison.Ordinal);
        Assert.Contains(path, await DoneAsync("list"), StringComparison.Ordinal);
        var id = IdOf(await DoneAsync("resume", "1"));
        _ = await DoneAsync("get", id, In("copy"));
        Assert.Equal(Sha256(path), Sha256(In("copy")));
    }

    [Fact]
    public async Task Ctrl_C_counts_the_files_that_were_not_begun_and_says_how_to_send_them()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            _ = NewFile($"folder/{name}.bin", name == "a" ? 10 : 3 * MiB);
        }

        var process = Start("put", "-r", In("folder"), "--limit-rate", "500K");
        await Eventually.HoldsAsync(
            "the first is done and the second is begun",
            () => process.Output.Contains("a.bin", StringComparison.Ordinal) && Journals().Any());

        await process.InterruptAsync();

        Assert.Equal(ExitCode.Paused, await process.WaitAsync());
        Assert.Contains("Not begun: 2 of 4 files. The same command", process.Talk, StringComparison.Ordinal);

        process = Start("put", "-r", In("folder"), "--limit-rate", "500K", "--json");
        await Eventually.HoldsAsync("the second goes on", () => process.Output.Contains("\"event\":\"resumed\"", StringComparison.Ordinal));
        await process.InterruptAsync();
        Assert.Equal(ExitCode.Paused, await process.WaitAsync());
        Assert.Equal(2, Lines(process.Output)[^1].GetProperty("notBegun").GetInt32());
    }

    [Fact]
    public async Task Ctrl_C_is_heard_while_standard_input_is_silent()
    {
        var process = Start("put", "-", "--name", "silent");
        await process.Input.WriteAsync(new byte[2 * MiB]);
        await process.Input.FlushAsync();
        await Eventually.HoldsAsync("the program has begun to listen", () => ListensForInterrupts(process.Id));

        await process.InterruptAsync();

        Assert.Equal(ExitCode.Paused, await process.WaitAsync());
    }

    [Fact]
    public async Task Without_comparing_it_goes_on_all_the_same()
    {
        var path = NewFile("file.bin", 6 * MiB);
        await KilledInMidUploadAsync(path, 3L * MiB);

        var lines = Lines(await DoneAsync("put", path, "--json", "--no-verify-resume"));

        Assert.True(lines.Single(line => line.GetProperty("type").GetString() == "result").GetProperty("resumed").GetBoolean());
        Assert.DoesNotContain(
            lines,
            line => line.GetProperty("type").GetString() == "status" && line.GetProperty("phase").GetString() == "verifying");
    }

    [Fact]
    public async Task Nothing_that_a_run_writes_holds_the_key()
    {
        Environment["STX_KEY"] = "the-very-secret-key";
        var path = NewFile("file.bin", 3 * MiB);
        var process = Start("put", path, "--json", "--limit-rate", "1M");
        await Eventually.HoldsAsync("the upload is begun", () => Journals().Any());
        await process.InterruptAsync();
        _ = await process.WaitAsync();

        var written = process.Output + process.Talk + string.Concat(
            Directory.EnumerateFiles(In("state"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.DoesNotContain("secret", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_not_sent_to_another_service_than_it_is_for()
    {
        var path = NewFile("file.bin", 6 * MiB);
        await KilledInMidUploadAsync(path, MiB);
        Environment["STX_KEY"] = "key-of-another";

        var (code, output, _) = await RunAsync("resume", "--service", "http://127.0.0.1:9", "--json");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(0, Lines(output).Single().GetProperty("files").GetInt32());
        _ = Assert.Single(Journals());
    }

    [Fact]
    public async Task Plain_lines_go_to_a_pipe_without_control_characters()
    {
        var process = Start("put", NewFile("file.bin", MiB));
        _ = await process.WaitAsync();

        Assert.Contains("1 of 1 done", process.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', process.Talk + process.Output);
        Assert.Equal(1, new StringBuilder(process.Output).ToString().Count(character => character == '\n'));
    }

    [Fact]
    public async Task A_terminal_gets_bars_and_NO_COLOR_gets_plain_lines()
    {
        var path = NewFile("file.bin", 2 * MiB);

        var drawn = await InTerminalAsync($"put {path} --anew --limit-rate 1M", []);
        Assert.Contains("━", drawn, StringComparison.Ordinal);
        Assert.Contains("✓", drawn, StringComparison.Ordinal);

        var plain = await InTerminalAsync($"put {path} --anew", new() { ["NO_COLOR"] = "1" });
        Assert.DoesNotContain('\u001b', plain);
        Assert.Contains("1 of 1 done", plain, StringComparison.Ordinal);
    }

    /// <summary>Runs it in a pseudo-terminal, which script(1) of util-linux makes.</summary>
    private async Task<string> InTerminalAsync(string arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            "script",
            ["-qec", $"stty cols 150; dotnet exec '{Path.Combine(AppContext.BaseDirectory, "stx.dll")}' {arguments}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["XDG_STATE_HOME"] = In("state");
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["STX_SERVICE"] = Service.AbsoluteUri;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var drawn = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, drawn);
        return drawn;
    }

    /// <summary>Whether SIGINT, signal 2, is caught.</summary>
    private static bool ListensForInterrupts(int processId)
    {
        var caught = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (ulong.Parse(caught["SigCgt:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & 0b10) != 0;
    }

    private async Task KilledInMidUploadAsync(string path, long after)
    {
        HoldBack(request => request.Target.EndsWith("/complete", StringComparison.Ordinal));
        var process = Start("put", path, "--json", "--limit-rate", "3M");
        await Eventually.HoldsAsync("enough is accepted", () => AcceptedBytes(process) >= after);
        process.Kill();
        LetThrough();
        _ = Assert.Single(Journals());
    }
}
