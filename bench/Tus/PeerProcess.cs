using SmartTransfer.Bench.Rig;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Tus;

/// <summary>@tus/server with @tus/azure-store, in a process of its own, on a free port.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly ChildProcess _process;

    private PeerProcess(string connectionString, bool anyAddress)
    {
        var port = FreePorts.Take(1)[0];
        Endpoint = new Uri($"http://127.0.0.1:{port}/files");
        var folder = Path.Combine(RepositoryFolder.Find(), "tests", "peer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            throw new InvalidOperationException("@tus/server is not installed. Run `npm ci --prefix tests/peer`.");
        }

        _process = new ChildProcess(
            "node",
            [Path.Combine(folder, "serve.mjs"), "--blobs", connectionString, "--container", "peer", "--port", $"{port}",
                "--host", anyAddress ? "0.0.0.0" : "127.0.0.1"],
            Directory.CreateTempSubdirectory("smart-transfer-bench-"));
    }

    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    public static async Task<PeerProcess> StartAsync(string connectionString, bool anyAddress = false)
    {
        var peer = new PeerProcess(connectionString, anyAddress);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            await peer._process.ReadyAsync(async () =>
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Options, peer.Endpoint);
                    using var answer = await http.SendAsync(request);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            });
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public void Dispose() => _process.Dispose();
}
