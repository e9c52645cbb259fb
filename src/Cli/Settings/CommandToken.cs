using System.ComponentModel;
using System.Diagnostics;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Settings;

/// <summary>A token that a command of the user's prints.</summary>
internal static class CommandToken
{
    public static async ValueTask<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        try
        {
            using var process = Process.Start(start)!;
            var token = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 && token.Length > 0
                ? token
                : throw new TransferException(
                    "token-missing",
                    $"The token command ended with exit code {process.ExitCode}, or printed nothing. It must print a token.");
        }
        catch (Win32Exception unknown)
        {
            throw new TransferException("token-missing", $"The token command could not be run: {unknown.Message}", unknown);
        }
    }
}
