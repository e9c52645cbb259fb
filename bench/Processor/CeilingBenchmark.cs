using System.Diagnostics;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Processor;

/// <summary>
/// What one core would carry if storage took no time: bytes and requests per second of the server's processor time, with a stand-in
/// that takes blocks and forgets them. The throughput by the clock stands beside it; client and stand-in take their share of the machine.
/// </summary>
internal static class CeilingBenchmark
{
    private const int Rounds = 3;
    private const int Connections = 8;
    private const long RoundBytes = 512L * Sizes.MiB;
    private const int MostChunks = 4096;

    private static readonly int[] ChunkBytes = [64 * Sizes.KiB, 256 * Sizes.KiB, Sizes.MiB, 4 * Sizes.MiB];

    public static async Task<int> RunAsync(string filter)
    {
        var table = new TextTable(
            "chunks, server", "MiB/s per core", "requests/s per core", "of @tus/server", "MiB/s by the clock", "cores in use")
        { IsSlow = false };
        foreach (var bytes in ChunkBytes)
        {
            if (Sizes.Text(bytes).Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                await using var servers = await LoadedServers.StartAsync();
                await MeasureAsync(table, [.. servers.All.Where(IsServer)], bytes);
            }
        }

        table.Print($"What a core carries: the best of {Rounds} rounds, {Connections} connections, storage that takes no time");
        return 0;
    }

    // A relay has no requests.
    private static bool IsServer(LoadedServer server) =>
        server.Name == LoadedServer.Peer || server.Name.StartsWith("native", StringComparison.Ordinal)
        || server.Name.StartsWith("tus", StringComparison.Ordinal);

    private static async Task MeasureAsync(TextTable table, IReadOnlyList<LoadedServer> servers, int bytes)
    {
        var chunks = Chunk.Make(bytes);
        var count = (int)Math.Min(MostChunks, RoundBytes / bytes);
        var mebibytes = (double)bytes * count / Sizes.MiB;
        var best = servers.ToDictionary(server => server, _ => (PerCore: 0.0, Clock: 0.0, Cores: 0.0));
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var server in servers)
            {
                var before = server.ProcessorTime();
                var watch = Stopwatch.StartNew();
                await server.SendFileAsync(chunks, count, Connections);
                var (clock, processor) = (watch.Elapsed.TotalSeconds, (server.ProcessorTime() - before).TotalSeconds);
                if (round >= 0 && mebibytes / processor > best[server].PerCore)
                {
                    best[server] = (mebibytes / processor, mebibytes / clock, processor / clock);
                }
                else if (round < 0)
                {
                    await server.QuietAsync();
                }
            }
        }

        var peer = best.Single(one => one.Key.Name == LoadedServer.Peer).Value.PerCore;
        foreach (var server in servers)
        {
            var (perCore, clock, cores) = best[server];
            table.Add(
                $"{Sizes.Text(bytes)}, {server.Name}",
                Sizes.Number(perCore, "0"),
                Sizes.Number(perCore * Sizes.MiB / bytes, "0"),
                Sizes.Number(perCore / peer, "0.0"),
                Sizes.Number(clock, "0"),
                Sizes.Number(cores, "0.00"));
        }
    }
}
