using SmartTransfer.Bench.Rig;
using SmartTransfer.Bench.Tus;

namespace SmartTransfer.Bench.Processor;

/// <summary>All servers that are compared, on one stand-in for Blob storage, with the floor beside them.</summary>
internal sealed class LoadedServers : IAsyncDisposable
{
    private static readonly string[] HostBodies = ["functions", "stream"];

    private readonly Stack<IDisposable> _started = new();
    private BlobStandIn? _blobs;

    /// <summary>The names of the ways through the host, which choose rows.</summary>
    public static IEnumerable<string> Names =>
        from bodies in HostBodies
        from way in new[] { "native, Content-Length", "native, chunked", "tus" }
        select $"{way}, {bodies}";

    public IReadOnlyList<LoadedServer> All { get; private set; } = [];

    /// <summary>Starts them all.</summary>
    public static async Task<LoadedServers> StartAsync()
    {
        var servers = new LoadedServers();
        try
        {
            await servers.StartAllAsync();
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var last))
        {
            last.Dispose();
        }

        if (_blobs is not null)
        {
            await _blobs.DisposeAsync();
        }
    }

    private async Task StartAllAsync()
    {
        _blobs = await BlobStandIn.StartAsync();
        var connection = _blobs.ConnectionString(Keep(await AzuriteProcess.StartAsync()));
        var all = new List<LoadedServer>
        {
            LoadedServer.Of(Keep(await FloorProcess.StartAsync(digests: false)), "the same without digests"),
            LoadedServer.Of(Keep(await FloorProcess.StartAsync(digests: true)), LoadedServer.Floor),
        };
        foreach (var bodies in HostBodies)
        {
            var host = Keep(await HostProcess.StartAsync(connection, bodies));
            var client = Keep(new UploadClient(host.Address));
            all.Add(LoadedServer.Native(host, client, bodies, chunked: false));
            all.Add(LoadedServer.Native(host, client, bodies, chunked: true));
            var tus = Keep(new TusPatches(new Uri(host.Address, "api/tus")));
            all.Add(LoadedServer.Tus($"tus, {bodies}", () => host.ProcessorTime, tus));
        }

        var peer = Keep(await PeerProcess.StartAsync(connection));
        all.Add(LoadedServer.Tus(LoadedServer.Peer, () => peer.ProcessorTime, Keep(new TusPatches(peer.Endpoint))));
        All = all;
    }

    private T Keep<T>(T started)
        where T : IDisposable
    {
        _started.Push(started);
        return started;
    }
}
