using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Works on entries of the expiry index, and files them anew.</summary>
public sealed class ExpiryFiling(IExpiryIndex expiries, UploadSessions sessions, ILogger<ExpiryFiling> log)
{
    /// <summary>Works on one entry; where that fails, it is filed an hour later.</summary>
    internal Task<SweepStep> StepAsync(ExpiryEntry entry, Func<Task<SweepStep>> step, CancellationToken cancellationToken) => IndexSweep.StepAsync(
        step,
        fault => CoreLog.SweepFailed(log, fault, entry.Id),
        () => RefileAsync(entry, sessions.Now + TimeSpan.FromHours(1), cancellationToken),
        cancellationToken);

    /// <summary>Files an entry under the hour of an instant, if that is another.</summary>
    internal async Task<SweepStep> RefileAsync(ExpiryEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await IndexSweep.MoveAsync(entry, entry with { Hour = ExpiryHour.Of(dueAt) }, expiries.FileAsync, expiries.RemoveAsync, cancellationToken);
        return SweepStep.Refiled;
    }

    /// <summary>Removes an entry for which nothing is left to do.</summary>
    internal Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) => expiries.RemoveAsync(entry, cancellationToken);
}
