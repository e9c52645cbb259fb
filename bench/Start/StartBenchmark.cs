using System.Diagnostics;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Start;

/// <summary>
/// From the start of the host's process to its first answers, as published with and without code that was compiled before
/// (ReadyToRun). On a plan that starts instances when requests come, somebody waits for this.
/// </summary>
internal static class StartBenchmark
{
    private const int Rounds = 7;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smart-transfer-bench-");
        try
        {
            (string Name, string Program)[] builds =
            [
                ("compiled as it runs", await PublishAsync(folder, "jit", readyToRun: false)),
                ("ReadyToRun", await PublishAsync(folder, "ready", readyToRun: true)),
            ];
            using var azurite = await AzuriteProcess.StartAsync();
            var rows = builds.Select(_ => new List<(double Answer, double Chunk, double Processor)>()).ToArray();
            for (var round = -1; round < Rounds; round++)
            {
                for (var build = 0; build < builds.Length; build++)
                {
                    var measured = await MeasureAsync(builds[build].Program, azurite);
                    if (round >= 0)
                    {
                        rows[build].Add(measured);
                    }
                }
            }

            var table = new TextTable(
                "host", "first answer, s", "first chunk stored, s", "slowest, s", "processor time until then, s", "published, MiB")
            { IsSlow = false };
            for (var build = 0; build < builds.Length; build++)
            {
                table.Add(
                    builds[build].Name,
                    Median(rows[build].Select(row => row.Answer)),
                    Median(rows[build].Select(row => row.Chunk)),
                    Sizes.Number(rows[build].Max(row => row.Chunk), "0.00"),
                    Median(rows[build].Select(row => row.Processor)),
                    Sizes.Number((double)BytesOf(Path.GetDirectoryName(builds[build].Program)!) / Sizes.MiB, "0"));
            }

            table.Print($"From the start of the process, the middle of {Rounds} starts");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Answer, double Chunk, double Processor)> MeasureAsync(string program, AzuriteProcess azurite)
    {
        var chunk = Chunk.Make(64 * Sizes.KiB)[0];
        var watch = Stopwatch.StartNew();
        using var host = HostProcess.Begin(azurite.ConnectionString, "functions", program);
        using var client = new UploadClient(host.Address);
        while (!await client.IsHealthyAsync())
        {
            await Task.Delay(Poll);
        }

        var answer = watch.Elapsed.TotalSeconds;
        var id = await client.StartAsync(chunk.Bytes.Length);
        await client.PutAsync(id, 0, chunk);
        return (answer, watch.Elapsed.TotalSeconds, host.ProcessorTime.TotalSeconds);
    }

    private static async Task<string> PublishAsync(DirectoryInfo folder, string name, bool readyToRun)
    {
        var target = Path.Combine(folder.FullName, name);
        var project = Path.Combine(RepositoryFolder.Find(), "src", "LocalHost");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                "publish", project, "-c", "Release", "-o", target, "-v", "quiet", "-nologo",
                $"-p:PublishReadyToRun={(readyToRun ? "true" : "false")}",
            ])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("dotnet was not started.");
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? Path.Combine(target, "SmartTransfer.LocalHost.dll")
            : throw new InvalidOperationException($"The host was not published: {output}");
    }

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static string Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Sizes.Number(sorted[sorted.Length / 2], "0.00");
    }
}
