using System.Diagnostics;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Memory;

/// <summary>
/// The host's peak memory while many connections upload one file, and the same with a file of a quarter the size, each in a
/// fresh process: it must not follow the file's size.
/// </summary>
internal static class MemoryBenchmark
{
    private const int Connections = 32;

    private static readonly long[] FileBytes = [Sizes.GiB / 2, 2 * Sizes.GiB];
    private static readonly int[] ChunkBytes = [Sizes.MiB, 8 * Sizes.MiB];
    private static readonly string[] Bodies = ["functions", "stream"];

    public static async Task<int> RunAsync(string filter)
    {
        if (!ProcessMemory.IsKnown)
        {
            Console.WriteLine("Skipped: a process's peak memory is read from /proc, which only Linux has.");
            return 0;
        }

        var table = new TextTable("chunks, bodies, file", "at rest", "peak", "at the end", "MiB/s", "503 answers");
        foreach (var chunkBytes in ChunkBytes)
        {
            foreach (var bodies in Bodies)
            {
                foreach (var fileBytes in FileBytes)
                {
                    var name = $"{Sizes.Text(chunkBytes)}, {bodies}, {Sizes.Text(fileBytes)}";
                    if (name.Contains(filter, StringComparison.OrdinalIgnoreCase))
                    {
                        table.Add([name, .. await MeasureAsync(chunkBytes, bodies, fileBytes)]);
                    }
                }
            }
        }

        table.Print($"Resident memory of the host process, MiB, {Connections} connections");
        return 0;
    }

    private static async Task<string[]> MeasureAsync(int chunkBytes, string bodies, long fileBytes)
    {
        using var azurite = await AzuriteProcess.StartAsync();
        using var host = await HostProcess.StartAsync(azurite.ConnectionString, bodies);
        using var client = new UploadClient(host.Address);
        var content = Chunk.Make(chunkBytes);
        var atRest = ProcessMemory.ResidentBytes(host.ProcessId);

        var id = await client.StartAsync(fileBytes);
        var watch = Stopwatch.StartNew();
        await Rig.Connections.SendAsync(
            Connections,
            (int)(fileBytes / chunkBytes),
            index => client.PutAsync(id, (long)index * chunkBytes, content[index % content.Length]));
        var seconds = watch.Elapsed.TotalSeconds;
        await client.CompleteAsync(id);

        return
        [
            Mebibytes(atRest),
            Mebibytes(ProcessMemory.PeakBytes(host.ProcessId)),
            Mebibytes(ProcessMemory.ResidentBytes(host.ProcessId)),
            Sizes.Number((double)fileBytes / Sizes.MiB / seconds, "0.0"),
            $"{client.BusyAnswers}",
        ];
    }

    private static string Mebibytes(long bytes) => Sizes.Number((double)bytes / Sizes.MiB, "0");
}
