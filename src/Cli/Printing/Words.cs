using System.Globalization;
using SmartTransfer.Cli.Outcomes;
using SmartTransfer.Cli.Settings;
using SmartTransfer.Cli.Transfers;
using SmartTransfer.Client;

namespace SmartTransfer.Cli.Printing;

/// <summary>What printers say in words.</summary>
internal static class Words
{
    public static string Of(TransferProgress now)
    {
        var parts = new List<string>
        {
            now.Length is { } length ? $"{Percent(now)} of {ByteText.Show(length)}" : ByteText.Show(now.AcceptedBytes),
        };
        if (now.Phase is TransferPhase.Verifying)
        {
            parts.Add($"comparing what is there, {ByteText.Show(now.VerifiedBytes)}");
        }
        else if (now.Phase is TransferPhase.Waiting)
        {
            parts.Add($"waiting ({now.WaitsFor})");
        }
        else if (now.Phase is TransferPhase.Completing)
        {
            parts.Add("completing");
        }

        if (now.BytesPerSecond is { } rate)
        {
            parts.Add($"{ByteText.Show(rate)}/s");
        }

        if (now.TimeLeft is { } left)
        {
            parts.Add($"{TimeText.Show(left)} left");
        }

        var connections = string.Create(CultureInfo.InvariantCulture, $"{now.ConnectionsInUse}/{now.Connections}");
        parts.Add($"chunks of {ByteText.Show(now.ChunkBytes)} over {connections}");
        if (now.FailedAttempts > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{now.FailedAttempts} failed"));
        }

        return string.Join(", ", parts);
    }

    public static string Percent(TransferProgress now) =>
        now.Length is > 0 and var length
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100d * now.AcceptedBytes / length):0} %")
            : "100 %";

    public static string Of(TransferException failure)
    {
        var text = $"{failure.Message} ({failure.Code}";
        text += failure.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $", {(int)status}") : "";
        text += failure.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $", at byte {offset}") : "";
        text += failure.CorrelationId is { } correlation ? $", correlation {correlation}" : "";
        text += ")";
        text += failure.RetryAfter is { } wait ? $" Try again in {TimeText.Show(wait)}." : "";
        return failure.CanResume ? text + " The same command later resumes it." : text;
    }

    public static string Of(BatchSummary summary)
    {
        var rate = summary.Time.TotalSeconds > 0 ? summary.MovedBytes / summary.Time.TotalSeconds : 0;
        var failed = summary.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {summary.Failed} failed") : "";
        var done = string.Create(CultureInfo.InvariantCulture, $"{summary.Done} of {summary.Files} done{failed}");
        return $"{done}; {ByteText.Show(summary.MovedBytes)} in {TimeText.Show(summary.Time)} ({ByteText.Show(rate)}/s).";
    }
}
