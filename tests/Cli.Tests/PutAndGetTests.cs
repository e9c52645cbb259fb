using System.Diagnostics;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Cli.Tests;

/// <summary>What a user does on an ordinary day.</summary>
public sealed class PutAndGetTests(HostFixture fixture) : StxTest(fixture)
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData("plain.bin", 3 * MiB)]
    [InlineData("empty", 0)]
    [InlineData("na\u0308me in NFD.bin", 10)]
    [InlineData("n\u00e4me in NFC.bin", 10)]
    [InlineData("🎉 with [brackets] & 'quotes'.bin", 10)]
    public async Task A_file_goes_up_and_comes_down_with_its_name(string name, int length)
    {
        var path = NewFile(name, length);

        var id = IdOf(await DoneAsync("put", path));
        _ = Directory.CreateDirectory(In("down"));
        var output = await DoneAsync("get", id, In("down"));

        Assert.Equal(Sha256(path), Sha256(In("down/" + name)));
        Assert.StartsWith(In("down/" + name), output, StringComparison.Ordinal);
        Assert.Empty(Journals());
    }

    [Fact]
    public async Task A_name_of_255_characters_is_kept()
    {
        var name = new string('n', 251) + ".bin";

        var id = IdOf(await DoneAsync("put", NewFile(name, 10)));

        Assert.Contains($"\"fileName\":\"{name}\"", await DoneAsync("show", id, "--json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData((2 * MiB) + 3)]
    public async Task Standard_input_goes_up_whatever_its_length(int length)
    {
        var path = NewFile("input", length);
        var process = Start("put", "-", "--name", "from stdin.bin");
        await using (var file = File.OpenRead(path))
        {
            await file.CopyToAsync(process.Input);
        }

        process.Input.Close();
        Assert.True(await process.WaitAsync() == 0, $"{process}");
        _ = await DoneAsync("get", IdOf(process.Output), In("output"));

        Assert.Equal(Sha256(path), Sha256(In("output")));
    }

    [Fact]
    public async Task A_folder_goes_up_with_its_paths_and_without_what_is_left_out()
    {
        _ = NewFile("tree/a.raw", 10);
        _ = NewFile("tree/below/b.raw", 20);
        _ = NewFile("tree/below/c.tmp", 30);

        var refused = await RunAsync("put", In("tree"));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("--recursive", refused.Talk, StringComparison.Ordinal);

        var dry = await DoneAsync("put", "-r", In("tree"), "--exclude", "*.tmp", "--dry-run");
        Assert.Equal([$"10\t{In("tree/a.raw")}", $"20\t{In("tree/below/b.raw")}"], dry.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        var sent = await DoneAsync("put", "-r", In("tree"), "--exclude", "*.tmp", "--json");
        var lines = Lines(sent);
        var results = lines.Where(line => line.GetProperty("type").GetString() == "result").Select(
            line => line.GetProperty("name").GetString());
        Assert.Equal(["a.raw", "below/b.raw"], results.Order());
        Assert.Equal(2, lines.Single(line => line.GetProperty("type").GetString() == "summary").GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task A_pattern_is_matched_where_the_shell_did_not()
    {
        _ = NewFile("set/1.log", 1);
        _ = NewFile("set/2.log", 2);
        _ = NewFile("set/3.txt", 3);
        _ = NewFile("set/deep/4.log", 4);

        Assert.Equal(2, (await DoneAsync("put", In("set/*.log"), "-n")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(3, (await DoneAsync("put", In("set/**/*.log"), "-n")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(ExitCode.Usage, (await RunAsync("put", In("set/*.none"), "-n")).Code);
    }

    [Fact]
    public async Task Some_files_that_fail_are_exit_code_3_and_all_are_1()
    {
        var good = NewFile("good", 10);
        var bad = NewFile("bad", 10);

        // A name that the service does not take: a line break.
        var worse = NewFile("wor\nse", 10);

        var some = await RunAsync("put", good, worse);
        Assert.Equal((ExitCode.SomeFailed, true), (some.Code, some.Talk.Contains("file-name-invalid", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.Failed, (await RunAsync("put", worse)).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("put", bad)).Code);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_exit_code_5()
    {
        var (code, _, talk) = await RunAsync("put", NewFile("file", 10), "--service", "http://127.0.0.1:9", "--patience", "1s");

        Assert.Equal(ExitCode.TryLater, code);
        Assert.Contains("no-progress", talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("put")]
    [InlineData("put", "no-such-file")]
    [InlineData("get", "not-an-id")]
    [InlineData("put", "x", "--limit-rate", "fast")]
    [InlineData("put", "x", "--connections", "0")]
    [InlineData("resume", "never-begun")]
    public async Task What_cannot_be_meant_is_exit_code_2(params string[] arguments)
    {
        var (code, output, talk) = await RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("stx: ", talk, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Options_come_from_the_environment_and_from_a_file_and_the_command_line_wins()
    {
        var path = NewFile("file", 10);
        await File.WriteAllTextAsync(In("stx.json"), $$"""{ "service": "{{Service}}", "quiet": true, "misspelt": 1 }""");
        Environment["STX_CONFIG"] = In("stx.json");
        _ = Environment.Remove("STX_SERVICE");

        var (code, output, talk) = await RunAsync("put", path);
        Assert.Equal((0, "stx: the configuration names 'misspelt', which is no option.\n"), (code, talk));
        Assert.Contains("\tfile", output, StringComparison.Ordinal);

        Environment["STX_SERVICE"] = "http://127.0.0.1:9";
        Environment["STX_PATIENCE"] = "1s";
        Assert.Equal(ExitCode.TryLater, (await RunAsync("put", path)).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("put", path, "--service", Service.AbsoluteUri)).Code);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_told()
    {
        await File.WriteAllTextAsync(In("stx.json"), "[1, 2");
        Environment["STX_CONFIG"] = In("stx.json");

        Assert.Equal(ExitCode.Usage, (await RunAsync("list")).Code);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced_unless_forced()
    {
        var id = IdOf(await DoneAsync("put", NewFile("file", 10)));
        var mine = NewFile("mine", 5, seed: 2);

        var refused = await RunAsync("get", id, mine);
        Assert.Equal((ExitCode.Failed, true), (refused.Code, refused.Talk.Contains("target-exists", StringComparison.Ordinal)));

        _ = await DoneAsync("get", id, mine, "--force");
        Assert.Equal(10, new FileInfo(mine).Length);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_came_is_kept_for_later()
    {
        var id = IdOf(await DoneAsync("put", NewFile("file", 3 * MiB)));
        var disk = In("disk");
        _ = Directory.CreateDirectory(disk);
        Assert.True(
            await AsRootAsync("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "tmpfs", disk) == 0,
            "This test mounts a small tmpfs, for which it must run as root or may use sudo.");
        try
        {
            var (code, _, talk) = await RunAsync("get", id, Path.Combine(disk, "file"));

            Assert.Equal(ExitCode.Failed, code);
            Assert.Contains("target-unwritable", talk, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(disk, "file")));
        }
        finally
        {
            _ = await AsRootAsync("umount", disk);
        }
    }

    [Fact]
    public async Task A_sparse_file_of_20_GiB_is_sent_without_filling_memory()
    {
        using (var file = File.Create(In("sparse.bin")))
        {
            file.SetLength(20L << 30);
        }

        var process = Start("put", In("sparse.bin"), "--json");
        await Eventually.HoldsAsync("64 MiB are accepted", () => AcceptedBytes(process) > 64L * MiB);

        var peak = process.PeakMemoryBytes;
        await process.InterruptAsync();
        Assert.Equal(ExitCode.Paused, await process.WaitAsync());
        Assert.True(peak < 250L * MiB, $"{peak} bytes of memory");
        _ = await DoneAsync("cancel", In("sparse.bin"));
        Assert.Empty(Journals());
    }

    [Fact]
    public async Task Show_link_list_and_completion_say_what_they_should()
    {
        var id = IdOf(await DoneAsync("put", NewFile("file.bin", 100)));

        Assert.Contains("state     completed", await DoneAsync("show", id), StringComparison.Ordinal);
        var shown = Assert.Single(Lines(await DoneAsync("show", id, "--json", "--chunks")));
        Assert.Equal(100, shown.GetProperty("chunks")[0].GetProperty("length").GetInt64());
        Assert.Contains("chunk size", await DoneAsync("link", id), StringComparison.Ordinal);
        Assert.Equal("link", Assert.Single(Lines(await DoneAsync("link", "--json")))!.GetProperty("type").GetString());
        Assert.Empty(await DoneAsync("list"));
        foreach (var shell in new[] { "bash", "zsh", "fish", "pwsh" })
        {
            Assert.Contains("stx", await DoneAsync("completion", shell), StringComparison.Ordinal);
        }

        Assert.Contains("resume", await DoneAsync("[suggest:6]", "stx re"), StringComparison.Ordinal);
        Assert.Contains("--recursive", await DoneAsync("[suggest:11]", "stx put --r"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_completion_for_bash_completes()
    {
        var script = In("complete.bash");
        await File.WriteAllTextAsync(script, $$"""
            stx() { dotnet exec '{{Path.Combine(AppContext.BaseDirectory, "stx.dll")}}' "$@"; }
            {{await DoneAsync("completion", "bash")}}
            COMP_LINE='stx res' COMP_POINT=7 COMP_WORDS=(stx res) COMP_CWORD=1
            _stx
            echo "${COMPREPLY[@]}"
            """);
        using var bash = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true })!;

        Assert.Equal("resume", (await bash.StandardOutput.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task Two_runs_that_write_to_one_file_do_not_write_over_one_another()
    {
        var stx = $"dotnet exec '{Path.Combine(AppContext.BaseDirectory, "stx.dll")}'";
        using var shell = Process.Start("/bin/sh", ["-c", $"{{ {stx} --version; echo between; {stx} --version; }} > '{In("both")}' 2>&1"]);
        await shell.WaitForExitAsync();

        var lines = await File.ReadAllLinesAsync(In("both"));
        Assert.Equal([lines[0], "between", lines[0]], lines);
        Assert.StartsWith("0.", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_measures_and_leaves_nothing_behind()
    {
        var line = Assert.Single(Lines(await DoneAsync("bench", "--time", "2s", "--json")));

        Assert.True(line.GetProperty("acceptedBytes").GetInt64() > 0);
        Assert.Empty(Journals());
    }

    private static async Task<int> AsRootAsync(params string[] command)
    {
        string[] all = System.Environment.IsPrivilegedProcess ? command : ["sudo", "-n", .. command];
        using var process = Process.Start(all[0], all[1..]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
