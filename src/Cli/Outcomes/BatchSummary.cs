using System.Globalization;

namespace SmartTransfer.Cli.Outcomes;

/// <summary>What came of all files of a command.</summary>
internal sealed record BatchSummary(int Files, int Done, int Failed, bool IsPaused, long Bytes, long MovedBytes, TimeSpan Time)
{
    /// <summary>A failure that the same command may overcome later.</summary>
    public int FailedForNow { get; init; }

    /// <summary>Files that have no journal yet, since the pause came before: 'stx resume' knows nothing of them.</summary>
    public int NotBegun { get; init; }

    /// <summary>Everything that was paused can be resumed.</summary>
    public bool CanResume { get; init; }

    /// <summary>What to say after a pause.</summary>
    public string Hint => this switch
    {
        { CanResume: false } => "Paused. What came from standard input cannot be resumed: send it again.",
        { NotBegun: 0 } => "Paused. Resume with: stx resume",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"Paused. Resume what was begun with: stx resume. Not begun: {NotBegun} of {Files} files. The same command transfers them")
            + (Done > 0 ? ", and those that are done once more." : "."),
    };

    public int ExitCode => this switch
    {
        { IsPaused: true } => Outcomes.ExitCode.Paused,
        { Failed: 0 } => Outcomes.ExitCode.Done,
        { Done: > 0 } => Outcomes.ExitCode.SomeFailed,
        _ => FailedForNow == Failed ? Outcomes.ExitCode.TryLater : Outcomes.ExitCode.Failed,
    };
}
