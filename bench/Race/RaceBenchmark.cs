using System.Diagnostics;
using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// Uploads over emulated links, each client on real TCP: ours, and what a user would otherwise take. The link with the most packets
/// has the machine to itself; the others run at once, since they leave it idle.
/// </summary>
internal static class RaceBenchmark
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static readonly string[] Tools = ["unshare", "nsenter", "ip", "node", "rclone"];

    /// <param name="arguments">--short for one seed and less time; a part of the links' names.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!Namespaces.IsInside)
        {
            return await Namespaces.EnterAsync(arguments) ?? 0;
        }

        if (Tools.FirstOrDefault(tool => !IsThere(tool)) is { } missing)
        {
            Console.WriteLine($"Skipped: the race needs {missing} (Debian: util-linux, iproute2, nodejs, rclone), which is not installed.");
            return 0;
        }

        await Namespaces.DoAsync("ip", "link", "set", "lo", "up");
        var isShort = arguments.Contains("--short");
        var part = arguments.FirstOrDefault(argument => !argument.StartsWith("--", StringComparison.Ordinal)) ?? string.Empty;
        var plan = isShort ? RacePlan.Short : RacePlan.Full;
        var links = RaceLinks.All
            .Where(link => link.Profile.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).Select(plan.Of).ToList();
        var began = Stopwatch.GetTimestamp();
        var results = new RaceResults(links, plan);
        foreach (var crowded in links.Where(IsCrowded))
        {
            await RaceAsync(crowded, plan, results);
        }

        await Task.WhenAll(links.Where(link => !IsCrowded(link)).Select(link => Task.Run(() => RaceAsync(link, plan, results))));
        var report = new RaceReport(results, Stopwatch.GetElapsedTime(began));
        Console.Write(report.Tables());
        if (part.Length == 0 && !isShort)
        {
            await report.WriteAsync(Path.Combine(RepositoryFolder.Find(), "docs"));
        }

        return 0;
    }

    private static bool IsCrowded(RaceLink link) => link.Profile.LevelBytesPerSecond.Max() > 4 * Sizes.MiB;

    private static async Task RaceAsync(RaceLink link, RacePlan plan, RaceResults results)
    {
        using var file = new RandomFile(link.Profile.FileBytes);
        await using var content = File.OpenRead(file.Path);
        var digest = await RaceServers.DigestAsync(content);
        using var servers = await StartServersAsync();
        var seeds = Enumerable.Range(0, (int)plan.Seeds).Select(run => LinkBenchmark.DefaultSeed + (ulong)run);
        if (IsCrowded(link))
        {
            foreach (var seed in seeds)
            {
                await RaceAsync(link, seed, servers, (file.Path, digest), plan, results);
            }
        }
        else
        {
            await Task.WhenAll(seeds.Select(seed => RaceAsync(link, seed, servers, (file.Path, digest), plan, results)));
        }
    }

    /// <summary>Each link has servers of its own, which are started one after the other: all at once they take minutes.</summary>
    private static async Task<RaceServers> StartServersAsync()
    {
        await Starting.WaitAsync();
        try
        {
            return await RaceServers.StartAsync();
        }
        finally
        {
            _ = Starting.Release();
        }
    }

    /// <summary>Every client in turn, in one weather.</summary>
    private static async Task RaceAsync(
        RaceLink link, ulong seed, RaceServers servers, (string Path, string Digest) file, RacePlan plan, RaceResults results)
    {
        for (var turn = 0; turn < Racers.All.Count; turn++)
        {
            // Another one begins with each seed.
            var racer = Racers.All[(turn + (int)seed) % Racers.All.Count];
            var result = await RaceRun.RunAsync(racer, link, seed, servers, file, plan.Most);
            results.Add(link, racer, result);
            var sent = (double)result.SentBytes / Sizes.MiB;
            Console.Error.WriteLine(FormattableString.Invariant(
                $"{link.Profile.Name}, {racer.Name}, {seed}: {result.End}, {result.Seconds:0.0} s, {sent:0.0} MiB sent"));
        }
    }

    private static bool IsThere(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Append("/usr/sbin").Any(
            folder => File.Exists(Path.Combine(folder, tool)));
}
