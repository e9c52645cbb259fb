using System.Diagnostics;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Throughput;

/// <summary>
/// The host beside a raw Put Block loop into the same Azurite, in rounds in which every way has its turn: what disturbs the
/// machine disturbs all of them alike. Before them, many small chunks go each way, until the runtime has compiled what is hot, and
/// one round that does not count. Client, host and storage share the machine.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int Rounds = 5;
    private const int WarmUpChunks = 600;
    private const int WarmUpChunkBytes = 64 * Sizes.KiB;
    private const int WarmUpConnections = 8;

    // The runtime compiles in the background, and begins only when nothing new has been called for a while.
    private static readonly TimeSpan CompilationTime = TimeSpan.FromSeconds(1);

    private static readonly (int ChunkBytes, int Chunks)[] Files = [(256 * Sizes.KiB, 160), (Sizes.MiB, 64), (4 * Sizes.MiB, 24)];
    private static readonly int[] ConnectionCounts = [1, 8];

    public static async Task<int> RunAsync(string filter)
    {
        var table = new TextTable(
            "chunks, connections, way", "MiB/s", "slowest", "fastest", "of raw", "of raw with CRC", "host CPU, ms/MiB");
        foreach (var (chunkBytes, chunks) in Files)
        {
            foreach (var connections in ConnectionCounts)
            {
                if ($"{Sizes.Text(chunkBytes)}, {connections}".Contains(filter, StringComparison.OrdinalIgnoreCase))
                {
                    await MeasureAsync(table, chunkBytes, chunks, connections);
                }
            }
        }

        table.Print($"Throughput of the chunk phase: median of {Rounds} rounds; the ratios are medians of the rounds' ratios");
        return 0;
    }

    private static async Task MeasureAsync(TextTable table, int chunkBytes, int chunks, int connections)
    {
        using var azurite = await AzuriteProcess.StartAsync();
        using var functions = await HostProcess.StartAsync(azurite.ConnectionString, "functions");
        using var stream = await HostProcess.StartAsync(azurite.ConnectionString, "stream");
        using var raw = new RawPutBlock(azurite.ConnectionString);
        using var toFunctions = new UploadClient(functions.Address);
        using var toStream = new UploadClient(stream.Address);
        await raw.CreateContainerAsync();

        Way[] ways =
        [
            new("raw", (content, count, width) => raw.SendFileAsync(content, withCrc: false, count, width)),
            new("raw with CRC", (content, count, width) => raw.SendFileAsync(content, withCrc: true, count, width)),
            new("host, functions", (content, count, width) => SendFileAsync(toFunctions, content, count, width), functions),
            new("host, stream", (content, count, width) => SendFileAsync(toStream, content, count, width), stream),
        ];
        await WarmUpAsync(ways);
        var content = Chunk.Make(chunkBytes);
        var seconds = ways.Select(_ => new double[Rounds]).ToArray();
        var processor = ways.Select(_ => new double[Rounds]).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                // Another one begins each round.
                var way = (turn + round + ways.Length) % ways.Length;
                var before = ways[way].Host?.ProcessorTime ?? TimeSpan.Zero;
                var watch = Stopwatch.StartNew();
                await ways[way].SendFile(content, chunks, connections);
                if (round >= 0)
                {
                    seconds[way][round] = watch.Elapsed.TotalSeconds;
                    processor[way][round] = ((ways[way].Host?.ProcessorTime ?? TimeSpan.Zero) - before).TotalMilliseconds;
                }
            }
        }

        var mebibytes = (double)chunkBytes * chunks / Sizes.MiB;
        for (var way = 0; way < ways.Length; way++)
        {
            double[] speeds = [.. seconds[way].Select(time => mebibytes / time)];
            table.Add(
                $"{Sizes.Text(chunkBytes)}, {connections}, {ways[way].Name}",
                Sizes.Number(Median(speeds), "0.0"),
                Sizes.Number(speeds.Min(), "0.0"),
                Sizes.Number(speeds.Max(), "0.0"),
                Sizes.Number(Median(seconds[0].Zip(seconds[way], (rawTime, time) => rawTime / time)), "0.00"),
                Sizes.Number(Median(seconds[1].Zip(seconds[way], (rawTime, time) => rawTime / time)), "0.00"),
                ways[way].Host is null ? "-" : Sizes.Number(Median(processor[way]) / mebibytes, "0.0"));
        }
    }

    private static async Task WarmUpAsync(Way[] ways)
    {
        var small = Chunk.Make(WarmUpChunkBytes);
        foreach (var way in ways)
        {
            await way.SendFile(small, WarmUpChunks / 2, WarmUpConnections);
            await Task.Delay(CompilationTime);
            await way.SendFile(small, WarmUpChunks / 2, WarmUpConnections);
        }
    }

    private static async Task SendFileAsync(UploadClient client, Chunk[] content, int count, int connections)
    {
        var bytes = content[0].Bytes.Length;
        var id = await client.StartAsync((long)bytes * count);
        await Connections.SendAsync(connections, count, index => client.PutAsync(id, (long)index * bytes, content[index % content.Length]));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
