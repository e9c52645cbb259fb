using System.ComponentModel;
using System.Diagnostics;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Settings;

/// <summary>A token that a command of the user's prints.</summary>
internal static class CommandToken
{
    // What a shell ends with when the command cannot be run, or is not there.
    private const int NotRunnable = 126;
    private const int NotFound = 127;

    /// <summary>A command that hangs must not outlast the patience of a transfer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the command.</summary>
    /// <exception cref="TransferException">It cannot be run, now or later.</exception>
    /// <exception cref="InvalidOperationException">It failed, and may succeed later.</exception>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public static async ValueTask<string> AskAsync(string command, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var process = Start(command);
        try
        {
            var token = (await process.StandardOutput.ReadToEndAsync(either.Token)).Trim();
            await process.WaitForExitAsync(either.Token);
            return process.ExitCode switch
            {
                0 when token.Length > 0 => token,
                0 => throw new InvalidOperationException("The token command printed nothing."),
                NotRunnable or NotFound => throw Unknown($"exit code {process.ExitCode}"),
                var code => throw new InvalidOperationException($"The token command ended with exit code {code}."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The token command did not end within {Limit.TotalSeconds:0} s.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(string command)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception unknown)
        {
            throw Unknown(unknown.Message, unknown);
        }
    }

    private static TransferException Unknown(string why, Exception? inner = null) =>
        new("token-missing", $"The token command could not be run: {why}. Check --token-command.", inner);
}
