using System.Diagnostics;

namespace SmartTransfer.Bench.Race;

/// <summary>
/// The race's networks. The command runs itself anew in a network of its own, in which the servers are; each run puts its client into
/// another, with nothing but the link between them. Nothing of it outlives the processes.
/// </summary>
internal static class Namespaces
{
    private const string Inside = "SMARTTRANSFER_RACE_INSIDE";

    /// <summary>Whether this process is the one that runs inside.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(Inside) is not null;

    /// <summary>Runs this command inside; null where the system allows no network of one's own, after saying so.</summary>
    public static async Task<int?> EnterAsync(string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/dev/net/tun"))
        {
            Console.WriteLine("Skipped: the race needs /dev/net/tun, which only Linux has.");
            return null;
        }

        // Without root, a user namespace makes one of us in it.
        var flags = Environment.IsPrivilegedProcess ? "-n" : "-Urn";
        if (await RunAsync("unshare", [flags, "true"]) == 0)
        {
            var assembly = typeof(Namespaces).Assembly.Location;
            return await RunAsync("unshare", [flags, "dotnet", assembly, "race", .. arguments], inside: true);
        }

        Console.WriteLine("Skipped: the race needs network namespaces (unshare -n as root, -Urn as anybody), and may not have any.");
        return null;
    }

    /// <summary>Runs a command of the system.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task DoAsync(string command, params string[] arguments)
    {
        if (await RunAsync(command, arguments) != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed.");
        }
    }

    private static async Task<int> RunAsync(string command, string[] arguments, bool inside = false)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false };
        if (inside)
        {
            start.Environment[Inside] = "1";
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} was not started.");
        using var killer = new Killer(process);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Takes a process along when this one ends.</summary>
    private sealed class Killer : IDisposable
    {
        private readonly Process _process;

        public Killer(Process process)
        {
            _process = process;
            AppDomain.CurrentDomain.ProcessExit += End;
        }

        public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= End;

        private void End(object? sender, EventArgs arguments) => _process.Kill(entireProcessTree: true);
    }
}
