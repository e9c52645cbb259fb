using System.Diagnostics;
using System.Text;
using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli.Tests;

/// <summary>The real program, as a process.</summary>
internal sealed class StxProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _talk = new();

    private StxProcess(string state, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        // A shell without job control lets what it starts in the background ignore Ctrl-C, and a program that is started so goes on to.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo("env", ["--default-signal=INT", dotnet])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "stx.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What a developer has set for themselves must not reach the tests.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("STX_", StringComparison.Ordinal)).ToList())
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["XDG_STATE_HOME"] = state;
        start.Environment["XDG_CONFIG_HOME"] = state;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Note(_talk, line.Data);
        _ = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Talk => Read(_talk);

    public bool HasExited => _process.HasExited;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The most memory that it has used so far, in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
            return 1024 * long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public static StxProcess Start(string state, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(state, environment, arguments);

    /// <summary>SIGKILL: nothing of it runs on.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>What Ctrl-C sends.</summary>
    public async Task InterruptAsync()
    {
        using var shell = Process.Start("/bin/sh", ["-c", "kill -INT \"$0\"", $"{Id}"]);
        await shell.WaitForExitAsync();
    }

    public async Task<int> WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    public override string ToString() => $"output: {Output}{Environment.NewLine}talk: {Talk}";

    private static void Note(StringBuilder text, string? line)
    {
        lock (text)
        {
            _ = line is null ? text : text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
