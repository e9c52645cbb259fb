using System.Diagnostics;
using System.Globalization;

namespace SmartTransfer.Testing.Hosts;

/// <summary>Signals of Unix, which <see cref="Process"/> knows nothing of save SIGKILL.</summary>
internal static class Signals
{
    /// <summary>Asks a process to end (SIGTERM).</summary>
    public static async Task TerminateAsync(int processId)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no SIGTERM to ask a host to stop.");
        }

        using var shell = Process.Start("/bin/sh", ["-c", "kill -TERM \"$0\"", processId.ToString(CultureInfo.InvariantCulture)]);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"Process {processId} could not be told to end.");
        }
    }
}
