using System.Diagnostics;
using System.Text.RegularExpressions;
using SmartTransfer.Testing.Client;

namespace SmartTransfer.Testing.Hosts;

/// <summary>The real host as a process of its own, on a free port, which can be killed as a power cut would.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    // What a developer has set for a host of their own must not reach this one.
    private static readonly string[] ForeignSettings =
    [
        "SmartTransfer", "LocalHost", "AzureWebJobs", "ASPNETCORE_", "FUNCTIONS_", "Logging", "SweepSchedule", "ConcatenateSchedule",
        "EventsSchedule",
    ];

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(HostSettings settings)
    {
        _folder = Directory.CreateTempSubdirectory("smart-transfer-");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "host.json"), Path.Combine(_folder.FullName, "host.json"));
        _process = new Process { StartInfo = Describe(settings, _folder), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The host ended before it listened."));
    }

    /// <summary>Where the host listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>What the host has written.</summary>
    public ProcessOutput Output { get; } = new();

    /// <summary>Starts a host and waits until it listens, and until it is healthy unless storage is known to be down.</summary>
    public static async Task<HostProcess> StartAsync(HostSettings settings, bool untilHealthy = true)
    {
        var host = new HostProcess(settings);
        try
        {
            await host.StartAsync(untilHealthy);
            return host;
        }
        catch (Exception fault)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not start: {fault.Message} Its output: {host.Output}", fault);
        }
    }

    /// <summary>Ends the host at once (SIGKILL): nothing of it runs on, nothing is written any more.</summary>
    public void Kill()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        try
        {
            _process.Kill();
            _process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It never started or has ended already.
        }
    }

    /// <summary>Asks the host to stop properly (SIGTERM).</summary>
    public Task BeginStopAsync() => Signals.TerminateAsync(_process.Id);

    /// <summary>Waits until the host has ended by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(StopTimeout);
        await _process.WaitForExitAsync(patience.Token);
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"^Listening on (http://[^,\s]+?)[,.]?( |$)")]
    private static partial Regex ListeningLine();

    private static ProcessStartInfo Describe(HostSettings settings, DirectoryInfo folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                "exec", Path.Combine(AppContext.BaseDirectory, settings.AssemblyName), "--urls", $"http://127.0.0.1:{settings.Port}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder.FullName,
        };
        foreach (var name in start.Environment.Keys.Where(
            name => ForeignSettings.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            _ = start.Environment.Remove(name);
        }

        // A host that is killed leaves its temporary files behind; they go with the folder.
        start.Environment["TMPDIR"] = folder.FullName;
        start.Environment["AzureWebJobsScriptRoot"] = folder.FullName;
        foreach (var (name, value) in settings.All())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task StartAsync(bool untilHealthy)
    {
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        _ = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(StartTimeout);
        Address = await _listening.Task.WaitAsync(patience.Token);
        using var client = new ApiClient(Address);
        while (untilHealthy && !(await client.HealthAsync()).IsSuccess)
        {
            await Task.Delay(PollInterval, patience.Token);
        }
    }

    private void Note(string? line)
    {
        Output.Add(line);
        if (line is not null && ListeningLine().Match(line) is { Success: true } match)
        {
            _ = _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    // A test host that is told to end does not always dispose what it made.
    private void KillAtExit(object? sender, EventArgs arguments) => Kill();
}
