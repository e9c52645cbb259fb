using SmartTransfer.Bench.Memory;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Bench.Wire;

namespace SmartTransfer.Bench.Tus;

/// <summary>
/// tus-js-client into our host, in both body modes, and into @tus/server with its Azure store, all on one Azurite in one run: in rounds
/// in which every server has its turn. What an upload costs in storage transactions is counted in a run of its own, through proxies.
/// </summary>
internal static class TusBenchmark
{
    private const int Rounds = 5;
    private const int MiBPerFile = 64;
    private const int WarmUps = 3;

    // How a file is sent: in chunks of so many bytes, or in one PATCH.
    private static readonly int?[] Ways = [null, 4 * Sizes.MiB, Sizes.MiB, 256 * Sizes.KiB];

    public static async Task<int> RunAsync(string filter)
    {
        var table = new TextTable(
            "PATCH of, server",
            "MiB/s",
            "slowest",
            "fastest",
            "of @tus/server",
            "transactions",
            "per PATCH",
            "a further PATCH",
            "at rest, MiB",
            "peak, MiB");
        using var file = new RandomFile((long)MiBPerFile * Sizes.MiB);
        using var half = new RandomFile((long)MiBPerFile * Sizes.MiB / 2);
        foreach (var chunkBytes in Ways)
        {
            if (Text(chunkBytes).Contains(filter, StringComparison.OrdinalIgnoreCase))
            {
                await MeasureAsync(table, chunkBytes, file, half);
            }
        }

        table.Print(
            $"tus-js-client, files of {MiBPerFile} MiB: median of {Rounds} rounds, the ratio being the median of the rounds' ratios");
        return 0;
    }

    private static string Text(int? chunkBytes) => chunkBytes is { } bytes ? Sizes.Text(bytes) : "the whole file";

    private static async Task MeasureAsync(TextTable table, int? chunkBytes, RandomFile file, RandomFile half)
    {
        using var azurite = await AzuriteProcess.StartAsync();
        var servers = new List<TusServer>();
        try
        {
            foreach (var start in TusServer.All)
            {
                servers.Add(await start(azurite.ConnectionString));
            }

            int[] rest = [.. servers.Select(
                server => Mebibytes(ProcessMemory.IsKnown ? ProcessMemory.ResidentBytes(server.ProcessId) : 0))];
            var seconds = await TimeAsync(servers, file, chunkBytes);
            for (var n = 0; n < servers.Count; n++)
            {
                double[] speeds = [.. seconds[n].Select(time => MiBPerFile / time)];
                var (whole, further) = await CountAsync(azurite, TusServer.All[n], chunkBytes, file, half);
                var patches = file.Length / (chunkBytes ?? file.Length);
                table.Add(
                    $"{Text(chunkBytes)}, {servers[n].Name}",
                    Sizes.Number(Median(speeds), "0.0"),
                    Sizes.Number(speeds.Min(), "0.0"),
                    Sizes.Number(speeds.Max(), "0.0"),
                    Sizes.Number(Median(seconds[^1].Zip(seconds[n], (theirs, ours) => theirs / ours)), "0.00"),
                    $"{whole}",
                    Sizes.Number((double)whole / patches, "0.00"),
                    chunkBytes is null ? "-" : Sizes.Number(further, "0.00"),
                    ProcessMemory.IsKnown ? $"{rest[n]}" : "-",
                    ProcessMemory.IsKnown ? $"{Mebibytes(ProcessMemory.PeakBytes(servers[n].ProcessId))}" : "-");
            }
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }

    /// <summary>The seconds that each server took in each round.</summary>
    private static async Task<double[][]> TimeAsync(List<TusServer> servers, RandomFile file, int? chunkBytes)
    {
        foreach (var server in servers)
        {
            for (var n = 0; n < WarmUps; n++)
            {
                _ = await TusClient.UploadAsync(server.Endpoint, file.Path, chunkBytes);
            }
        }

        var seconds = servers.Select(_ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var turn = 0; turn < servers.Count; turn++)
            {
                // Another one begins each round.
                var server = (turn + round) % servers.Count;
                seconds[server][round] = await TusClient.UploadAsync(servers[server].Endpoint, file.Path, chunkBytes);
            }
        }

        return seconds;
    }

    /// <summary>Storage transactions of a whole upload, and those of each PATCH that a longer file has more than a shorter one.</summary>
    private static async Task<(int Whole, double Further)> CountAsync(
        AzuriteProcess azurite, Func<string, Task<TusServer>> start, int? chunkBytes, RandomFile file, RandomFile half)
    {
        using var blobs = new CountingProxy(azurite.BlobPort, Operations.OfBlobs);
        using var tables = new CountingProxy(azurite.TablePort, Operations.OfTables);
        using var server = await start(AzuriteProcess.ConnectionStringFor(blobs.Port, tables.Port));
        _ = await CountOneAsync(half);
        var (shorter, whole) = (await CountOneAsync(half), await CountOneAsync(file));
        return (whole, (whole - shorter) / ((file.Length - half.Length) / (double)(chunkBytes ?? file.Length)));

        async Task<int> CountOneAsync(RandomFile sent)
        {
            _ = (blobs.Take(), tables.Take());
            _ = await TusClient.UploadAsync(server.Endpoint, sent.Path, chunkBytes);
            return blobs.Take().Values.Sum() + tables.Take().Values.Sum();
        }
    }

    private static int Mebibytes(long bytes) => (int)(bytes / Sizes.MiB);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
