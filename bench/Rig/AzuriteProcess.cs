using System.Net;
using System.Net.Sockets;
using SmartTransfer.Testing.Hosts;

namespace SmartTransfer.Bench.Rig;

/// <summary>An Azurite on free ports that keeps its data in a temporary folder, which goes with it.</summary>
internal sealed class AzuriteProcess : IDisposable
{
    // The account that every Azurite has (learn.microsoft.com/azure/storage/common/storage-use-azurite, "Well-known storage
    // account and key").
    private const string AccountName = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly ChildProcess _process;

    private AzuriteProcess(bool anyAddress)
    {
        var ports = FreePorts.Take(3);
        var folder = Directory.CreateTempSubdirectory("smart-transfer-bench-");
        (BlobPort, TablePort) = (ports[0], ports[2]);
        _process = new ChildProcess("node",
        [
            Script(),
            "--location", folder.FullName, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobHost", anyAddress ? "0.0.0.0" : "127.0.0.1",
            "--blobPort", $"{ports[0]}", "--queuePort", $"{ports[1]}", "--tablePort", $"{ports[2]}",
        ],
        folder);
    }

    public int BlobPort { get; }

    public int TablePort { get; }

    public string ConnectionString => ConnectionStringFor(BlobPort, TablePort);

    /// <summary>The connection string for the same account, reached through other ports.</summary>
    public static string ConnectionStringFor(int blobPort, int tablePort) =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + $"BlobEndpoint=http://127.0.0.1:{blobPort}/{AccountName};TableEndpoint=http://127.0.0.1:{tablePort}/{AccountName};";

    /// <param name="anyAddress">Whether blobs are to be had at any address of the machine.</param>
    public static async Task<AzuriteProcess> StartAsync(bool anyAddress = false)
    {
        var azurite = new AzuriteProcess(anyAddress);
        try
        {
            await azurite._process.ReadyAsync(async () => await AcceptsAsync(azurite.BlobPort) && await AcceptsAsync(azurite.TablePort));
            return azurite;
        }
        catch
        {
            azurite.Dispose();
            throw;
        }
    }

    public void Dispose() => _process.Dispose();

    private static string Script()
    {
        var root = RepositoryFolder.Find();
        var script = Path.Combine(root, "eng", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js");
        return File.Exists(script)
            ? script
            : throw new InvalidOperationException($"Azurite is not installed. Run `npm ci --prefix eng/azurite` in {root}.");
    }

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
}
