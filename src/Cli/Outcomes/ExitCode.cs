namespace SmartTransfer.Cli.Outcomes;

/// <summary>What the program's exit code means. Documented in docs/clients.md; scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    public const int Failed = 1;

    public const int Usage = 2;

    public const int SomeFailed = 3;

    /// <summary>The same command later can succeed, and goes on where this one ended.</summary>
    public const int TryLater = 5;

    public const int Paused = 130;
}
