using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Rig;

/// <summary>
/// The real host, in a process of its own, on a free port, with default settings but for where storage is and how bodies are
/// handed on.
/// </summary>
internal sealed class HostProcess : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly ChildProcess _process;

    private HostProcess(string connectionString, string bodies, bool anyAddress, string? program = null)
    {
        var folder = Directory.CreateTempSubdirectory("smart-transfer-bench-");
        Address = new Uri($"http://127.0.0.1:{FreePorts.Take(1)[0]}");
        _process = new ChildProcess("dotnet",
        [
            program ?? Path.Combine(
                RepositoryFolder.Find(), "src", "LocalHost", "bin", Configuration, "net10.0", "SmartTransfer.LocalHost.dll"),
            $"--urls=http://{(anyAddress ? "0.0.0.0" : Address.Host)}:{Address.Port}",
            // Where no settings of a developer are.
            $"--AzureWebJobsScriptRoot={folder.FullName}",
            $"--SmartTransfer:Storage:ConnectionString={connectionString}",
            "--SweepSchedule=0 0 * * * *",
            "--ConcatenateSchedule=0 0 * * * *",
            "--EventsSchedule=0 0 * * * *",
            $"--LocalHost:Bodies={bodies}",
            "--LocalHost:RunTimersAtStart=false",
        ],
        folder);
    }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <param name="connectionString">Where storage is.</param>
    /// <param name="bodies">How request bodies reach the functions: functions or stream.</param>
    /// <param name="anyAddress">Whether it answers at any address of the machine.</param>
    public static async Task<HostProcess> StartAsync(string connectionString, string bodies, bool anyAddress = false)
    {
        var host = new HostProcess(connectionString, bodies, anyAddress);
        using var client = new UploadClient(host.Address);
        try
        {
            await host._process.ReadyAsync(client.IsHealthyAsync);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Starts a published host, and does not wait until it answers.</summary>
    public static HostProcess Begin(string connectionString, string bodies, string program) =>
        new(connectionString, bodies, anyAddress: false, program);

    public void Dispose() => _process.Dispose();
}
