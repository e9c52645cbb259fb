namespace SmartTransfer.Cli.Outcomes;

/// <summary>A file that was transferred.</summary>
/// <param name="Result">What standard output gets: the upload's id, or the path.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="MovedBytes">Bytes that went over the link in this run.</param>
/// <param name="FailedAttempts">Attempts that failed.</param>
/// <param name="IsResumed">It was begun in an earlier run.</param>
internal sealed record FileOutcome(string Result, long Length, long MovedBytes, int FailedAttempts, bool IsResumed);
