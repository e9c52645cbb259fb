using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Measures and logs what runs of the sweep did.</summary>
public sealed class SweepJournal(TransferMetrics metrics, ILogger<SweepJournal> log)
{
    /// <summary>A run ended.</summary>
    internal void Ended(SweepReport report, TimeSpan took)
    {
        var profiles = report.Profiles;
        CoreLog.Swept(log, report.Examined, report.Expired, report.RolledForward, report.Refiled, report.Removed, report.Failed, report.More);
        CoreLog.ProfilesSwept(log, profiles.Examined, profiles.Refiled, profiles.Removed, profiles.Failed, profiles.More);
        metrics.SweepEnded(report.More || profiles.More ? "more" : "done", took);
        metrics.EntriesSwept("upload", "expired", report.Expired);
        metrics.EntriesSwept("upload", "rolled_forward", report.RolledForward);
        metrics.EntriesSwept("upload", "refiled", report.Refiled);
        metrics.EntriesSwept("upload", "removed", report.Removed);
        metrics.EntriesSwept("upload", "failed", report.Failed);
        metrics.EntriesSwept("profile", "refiled", profiles.Refiled);
        metrics.EntriesSwept("profile", "removed", profiles.Removed);
        metrics.EntriesSwept("profile", "failed", profiles.Failed);
    }

    /// <summary>A run was broken off.</summary>
    internal void Broken(TimeSpan took) => metrics.SweepEnded("broken", took);
}
