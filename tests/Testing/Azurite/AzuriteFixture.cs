using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Testing.Azurite;

/// <summary>
/// Storage for the tests of one collection: the account named by SMARTTRANSFER_TEST_STORAGE if that is set, otherwise
/// an Azurite of its own on free ports, which holds everything in memory and ends with the fixture.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    /// <summary>The environment variable that holds the connection string of storage that already runs.</summary>
    public const string StorageVariable = "SMARTTRANSFER_TEST_STORAGE";

    /// <summary>The account that every Azurite has.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <summary>The published key of <see cref="AccountName"/>: no secret.</summary>
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int StartAttempts = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly StringBuilder _output = new();
    private Process? _process;
    private string? _connectionString;

    /// <summary>The connection string, with the endpoints of the Blob, Queue and Table services written out.</summary>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The fixture has not been initialized.");

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        var given = Environment.GetEnvironmentVariable(StorageVariable);
        if (!string.IsNullOrWhiteSpace(given))
        {
            _connectionString = given;
            return;
        }

        var executable = await AzuriteProgram.FindAsync();
        for (var attempt = 1; ; attempt++)
        {
            // A port that was free a moment ago can be taken by the time Azurite binds it, so a failed start is tried again.
            var ports = FreePorts.Take(3);
            if (await TryStartAsync(executable, ports))
            {
                _connectionString = Describe(ports);
                return;
            }

            Kill();
            if (attempt == StartAttempts)
            {
                throw new InvalidOperationException($"Azurite did not accept connections. Its output: {Output()}");
            }
        }
    }

    /// <inheritdoc />
    public Task DisposeAsync()
    {
        Kill();
        return Task.CompletedTask;
    }

    private static string Describe(int[] ports) =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + $"BlobEndpoint=http://127.0.0.1:{ports[0]}/{AccountName};"
        + $"QueueEndpoint=http://127.0.0.1:{ports[1]}/{AccountName};"
        + $"TableEndpoint=http://127.0.0.1:{ports[2]}/{AccountName};";

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> TryStartAsync(string executable, int[] ports)
    {
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        string[] arguments =
        [
            "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += Record;
        process.ErrorDataReceived += Record;
        process.Start();
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var waited = Stopwatch.StartNew();
        foreach (var port in ports)
        {
            while (!await AcceptsAsync(port))
            {
                if (process.HasExited || waited.Elapsed > StartTimeout)
                {
                    return false;
                }

                await Task.Delay(PollInterval);
            }
        }

        return !process.HasExited;
    }

    private void Record(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString().Trim();
        }
    }

    // A test host that is told to end does not always dispose its fixtures; Azurite must not outlive it.
    private void KillAtExit(object? sender, EventArgs arguments) => Kill();

    private void Kill()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (Interlocked.Exchange(ref _process, null) is not { } process)
        {
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It never started or has ended already.
        }

        process.Dispose();
    }
}
