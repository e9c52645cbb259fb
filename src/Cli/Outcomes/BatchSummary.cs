namespace SmartTransfer.Cli.Outcomes;

/// <summary>What came of all files of a command.</summary>
internal sealed record BatchSummary(int Files, int Done, int Failed, bool IsPaused, long Bytes, long MovedBytes, TimeSpan Time)
{
    /// <summary>A failure that the same command may overcome later.</summary>
    public int FailedForNow { get; init; }

    /// <summary>Everything that was paused can be resumed.</summary>
    public bool CanResume { get; init; }

    /// <summary>What to say after a pause.</summary>
    public string Hint =>
        CanResume ? "Paused. Resume with: stx resume" : "Paused. What came from standard input cannot be resumed: send it again.";

    public int ExitCode => this switch
    {
        { IsPaused: true } => Outcomes.ExitCode.Paused,
        { Failed: 0 } => Outcomes.ExitCode.Done,
        { Done: > 0 } => Outcomes.ExitCode.SomeFailed,
        _ => FailedForNow == Failed ? Outcomes.ExitCode.TryLater : Outcomes.ExitCode.Failed,
    };
}
