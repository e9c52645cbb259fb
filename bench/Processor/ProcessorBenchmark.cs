using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Processor;

/// <summary>
/// Processor time of the server's process per MiB, user and system together, over at least 512 MiB in each round. What disturbs the
/// machine only ever adds to it (caches that others fill, interrupts), so the least of the rounds counts.
/// </summary>
internal static class ProcessorBenchmark
{
    private const int Rounds = 3;
    private const int Connections = 4;
    private const long RoundBytes = 512L * Sizes.MiB;
    private const long WarmUpBytes = 64L * Sizes.MiB;
    private const int WarmUpChunks = 600;

    private static readonly int[] ChunkBytes = [256 * Sizes.KiB, Sizes.MiB, 4 * Sizes.MiB];

    public static async Task<int> RunAsync(string filter)
    {
        var table = new TextTable("chunks, server", "ms/MiB", "most", "times the floor", "of @tus/server") { IsSlow = false };
        foreach (var bytes in ChunkBytes)
        {
            if (LoadedServers.Names.Any(name => IsWanted(bytes, name, filter)))
            {
                // Fresh ones for each size: the emulator of tables grows slow, and what one size leaves behind is not the next one's.
                await using var servers = await LoadedServers.StartAsync();
                var rows = servers.All.Where(server => IsCompared(server) || IsWanted(bytes, server.Name, filter));
                await MeasureAsync(table, [.. rows], bytes);
            }
        }

        table.Print($"Processor time of the server's process, the least of {Rounds} rounds of 512 MiB over {Connections} connections");
        return 0;
    }

    private static bool IsCompared(LoadedServer server) => server.Name is LoadedServer.Floor or LoadedServer.Peer;

    private static bool IsWanted(int bytes, string name, string filter) =>
        $"{Sizes.Text(bytes)}, {name}".Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static async Task MeasureAsync(TextTable table, IReadOnlyList<LoadedServer> servers, int bytes)
    {
        var chunks = Chunk.Make(bytes);
        foreach (var server in servers)
        {
            await WarmUpAsync(server, chunks);
        }

        var count = (int)(RoundBytes / bytes);
        var costs = servers.ToDictionary(server => server, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var server in servers)
            {
                var before = server.ProcessorTime();
                await server.SendFileAsync(chunks, count, Connections);
                costs[server].Add((server.ProcessorTime() - before).TotalMilliseconds / ((double)RoundBytes / Sizes.MiB));
                Console.Error.WriteLine($"{Sizes.Text(bytes)}, {server.Name}: {Sizes.Number(costs[server][^1], "0.00")} ms/MiB");
            }
        }

        var floor = LeastOf(LoadedServer.Floor);
        var peer = LeastOf(LoadedServer.Peer);
        foreach (var server in servers)
        {
            var least = costs[server].Min();
            table.Add(
                $"{Sizes.Text(bytes)}, {server.Name}",
                Sizes.Number(least, "0.00"),
                Sizes.Number(costs[server].Max(), "0.00"),
                Sizes.Number(least / floor, "0.00"),
                Sizes.Number(least / peer, "0.00"));
        }

        double LeastOf(string name) => costs.Single(cost => cost.Key.Name == name).Value.Min();
    }

    private static async Task WarmUpAsync(LoadedServer server, Chunk[] chunks)
    {
        var small = Chunk.Make(64 * Sizes.KiB);
        for (var pass = 0; pass < 2; pass++)
        {
            await server.SendFileAsync(small, WarmUpChunks, Connections);
            await server.SendFileAsync(chunks, (int)Math.Max(Connections, WarmUpBytes / chunks[0].Bytes.Length), Connections);
            await server.QuietAsync();
        }
    }
}
