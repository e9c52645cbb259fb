using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Wire;

/// <summary>
/// Counts the storage transactions of whole uploads between the host and storage. A count, not a time: the exit code is 1 where
/// it is over the bound.
/// </summary>
internal static class WireBenchmark
{
    private const double MaxPerChunk = 1.05;
    private const int Connections = 4;

    private static readonly WireRun[] Runs =
    [
        new(Sizes.MiB, 256, Connections, TimeSpan.Zero),
        new(64 * Sizes.KiB, 1024, Connections, TimeSpan.Zero),
        new(64 * Sizes.KiB, 60, 1, TimeSpan.FromSeconds(1)),
    ];

    public static async Task<int> RunAsync()
    {
        var summary = new TextTable("upload", "chunks", "transactions", "per chunk", "whole upload", "per chunk");
        var kept = true;
        foreach (var run in Runs)
        {
            var phases = await MeasureAsync(run);
            var chunkPhase = phases[1].Values.Sum();
            var whole = phases.Sum(phase => phase.Values.Sum());
            var perChunk = (double)chunkPhase / run.Chunks;
            summary.Add(
                Text(run),
                $"{run.Chunks}",
                $"{chunkPhase}",
                Sizes.Number(perChunk, "0.000"),
                $"{whole}",
                Sizes.Number((double)whole / run.Chunks, "0.000"));
            Print(run, phases);

            // The bound is on what a chunk costs while chunks flow. A slow upload's time costs look-ups, too; that row is for information.
            kept &= run.IsPaced || perChunk <= MaxPerChunk;
        }

        summary.Print("Storage transactions per chunk: while chunks are sent, and with the start and the completion");
        Console.WriteLine();
        Console.WriteLine(kept ? $"At most {MaxPerChunk} a chunk while chunks flow." : $"More than {MaxPerChunk} a chunk.");
        return kept ? 0 : 1;
    }

    private static async Task<Dictionary<string, int>[]> MeasureAsync(WireRun run)
    {
        using var azurite = await AzuriteProcess.StartAsync();
        using var blobs = new CountingProxy(azurite.BlobPort, Operations.OfBlobs);
        using var tables = new CountingProxy(azurite.TablePort, Operations.OfTables);
        using var host = await HostProcess.StartAsync(AzuriteProcess.ConnectionStringFor(blobs.Port, tables.Port), "functions");
        using var client = new UploadClient(host.Address);
        var chunks = Chunk.Make(run.ChunkBytes);
        _ = Take();

        var id = await client.StartAsync(run.Length);
        var start = Take();
        await Rig.Connections.SendAsync(run.Connections, run.Chunks, async index =>
        {
            await Task.Delay(run.Gap);
            await client.PutAsync(id, (long)index * run.ChunkBytes, chunks[index % chunks.Length]);
        });
        var chunkPhase = Take();
        await client.CompleteAsync(id);
        return [start, chunkPhase, Take()];

        Dictionary<string, int> Take() => blobs.Take().Concat(tables.Take()).ToDictionary();
    }

    private static void Print(WireRun run, Dictionary<string, int>[] phases)
    {
        var table = new TextTable("operation", "start", "chunks", "completion", "total");
        foreach (var operation in phases.SelectMany(phase => phase.Keys).Distinct())
        {
            int[] counts = [.. phases.Select(phase => phase.GetValueOrDefault(operation))];
            table.Add([operation, .. counts.Append(counts.Sum()).Select(count => $"{count}")]);
        }

        table.Print(Text(run));
    }

    private static string Text(WireRun run) =>
        $"{run.Chunks} chunks of {Sizes.Text(run.ChunkBytes)}, {run.Connections} connection{(run.Connections > 1 ? "s" : "")}"
        + (run.IsPaced ? $", {run.Gap.TotalSeconds:0} s between chunks" : "");
}
