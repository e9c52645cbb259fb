using System.Diagnostics;

namespace SmartTransfer.Bench.Race;

/// <summary>One client over one link.</summary>
internal static class RaceRun
{
    /// <summary>Sends a file.</summary>
    /// <param name="racer">Who.</param>
    /// <param name="link">Over which link.</param>
    /// <param name="seed">In which weather.</param>
    /// <param name="servers">To which servers.</param>
    /// <param name="file">The file, and its SHA-256.</param>
    /// <param name="most">When it is stopped.</param>
    public static async Task<RaceResult> RunAsync(
        Racer racer, RaceLink link, ulong seed, RaceServers servers, (string Path, string Digest) file, TimeSpan most)
    {
        using var network = await ClientNetwork.CreateAsync(link, seed);
        var name = Guid.NewGuid().ToString("N");
        var command = racer.Command(servers, network.ServerAddress, file.Path, name);
        var line = network.Enter(command[0], command[1..]);
        using var client = Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException($"{line[0]} was not started.");
        var (output, error) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        var isOver = await EndsAsync(client, network.Link, most);
        var seconds = SecondsOf(network.Link);
        if (!isOver)
        {
            client.Kill(entireProcessTree: true);
            await client.WaitForExitAsync();
            return new RaceResult(RaceEnd.Late, seconds, network.Link.SentBytes);
        }

        if (client.ExitCode != 0)
        {
            var said = (await error).Trim();
            Console.Error.WriteLine($"    {racer.Name} gave up: {said[..Math.Min(said.Length, 300)]}");
            return new RaceResult(RaceEnd.GivenUp, seconds, network.Link.SentBytes);
        }

        var stored = await racer.StoredAsync(servers, await output, name);
        return new RaceResult(stored == file.Digest ? RaceEnd.Whole : RaceEnd.Wrong, seconds, network.Link.SentBytes);
    }

    /// <summary>Whether the client ends by itself within the time, which begins with its first packet.</summary>
    private static async Task<bool> EndsAsync(Process client, PacketLink link, TimeSpan most)
    {
        var exit = client.WaitForExitAsync();
        while (!exit.IsCompleted)
        {
            var left = link.BegunAt == 0 ? most : most - Stopwatch.GetElapsedTime(link.BegunAt);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            await Task.WhenAny(exit, Task.Delay(TimeSpan.FromSeconds(1)));
        }

        return true;
    }

    private static double SecondsOf(PacketLink link) => link.BegunAt == 0 ? 0 : Stopwatch.GetElapsedTime(link.BegunAt).TotalSeconds;
}
