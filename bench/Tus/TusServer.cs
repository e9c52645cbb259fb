using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Tus;

/// <summary>A tus server as a process of its own.</summary>
/// <param name="Name">The server's name, for the table.</param>
/// <param name="Endpoint">Where uploads are created.</param>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Process">Ends the server when it is disposed.</param>
internal sealed record TusServer(string Name, Uri Endpoint, int ProcessId, IDisposable Process) : IDisposable
{
    /// <summary>
    /// All servers that are compared, to be started on a storage account; the one that ours are compared with comes last.
    /// </summary>
    public static IReadOnlyList<Func<string, Task<TusServer>>> All { get; } =
    [
        connectionString => HostAsync(connectionString, "functions"),
        connectionString => HostAsync(connectionString, "stream"),
        PeerAsync,
    ];

    public void Dispose() => Process.Dispose();

    private static async Task<TusServer> HostAsync(string connectionString, string bodies)
    {
        var host = await HostProcess.StartAsync(connectionString, bodies);
        return new TusServer($"host, {bodies}", new Uri(host.Address, "api/tus"), host.ProcessId, host);
    }

    private static async Task<TusServer> PeerAsync(string connectionString)
    {
        var peer = await PeerProcess.StartAsync(connectionString);
        return new TusServer("@tus/server", peer.Endpoint, peer.ProcessId, peer);
    }
}
