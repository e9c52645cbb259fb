using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Sweeping;

/// <summary>Works on entries of the expiry index, and files them anew.</summary>
/// <remarks>
/// An entry is filed in its new place before it leaves the old one, and leaves the old one only as it was read: what another
/// instance has filed since then stays. So a session never loses its last entry, however runs and requests come together.
/// </remarks>
public sealed class ExpiryFiling(IExpiryIndex expiries, UploadSessions sessions, TransferMetrics metrics, ILogger<ExpiryFiling> log)
{
    /// <summary>
    /// Works on one entry. Where that fails it is filed later, each time after a longer pause (<see cref="SweepPauses"/>), and in
    /// the end set aside.
    /// </summary>
    internal Task<SweepStep> StepAsync(ExpiryEntry entry, Func<Task<SweepStep>> step, CancellationToken cancellationToken) =>
        IndexSweep.StepAsync(
        step,
        fault => CoreLog.SweepFailed(log, fault, entry.Id),
        () => DeferAsync(entry, cancellationToken),
        cancellationToken);

    /// <summary>Files an entry under the hour of an instant; what it had failed is forgotten.</summary>
    internal async Task<SweepStep> RefileAsync(ExpiryEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await MoveAsync(entry, ExpiryHour.Of(dueAt), 0, cancellationToken);
        return SweepStep.Refiled;
    }

    /// <summary>Files an entry of which something failed under a later hour, or sets it aside when it has failed too often.</summary>
    internal async Task DeferAsync(ExpiryEntry entry, CancellationToken cancellationToken)
    {
        var failures = entry.Failures + 1;
        if (SweepPauses.After(failures) is { } pause)
        {
            await MoveAsync(entry, ExpiryHour.Of(sessions.Now + pause), failures, cancellationToken);
            return;
        }

        await SetAsideAsync(entry, failures, cancellationToken);
    }

    /// <summary>Files an entry where no run looks for it, and says so.</summary>
    internal async Task SetAsideAsync(ExpiryEntry entry, int failures, CancellationToken cancellationToken)
    {
        await MoveAsync(entry, ExpiryHour.SetAside, failures, cancellationToken);
        CoreLog.SetAside(log, entry.Id, failures, ExpiryHour.SetAside.ToString());
        metrics.EntriesSwept("upload", "set_aside", 1);
    }

    /// <summary>Moves an entry to another hour, or files it again where it is.</summary>
    /// <returns>The entry as it is filed now.</returns>
    internal async Task<ExpiryEntry> MoveAsync(ExpiryEntry entry, ExpiryHour hour, int failures, CancellationToken cancellationToken)
    {
        var moved = await expiries.FileAsync(
            entry with { Hour = hour, Failures = failures, FiledAt = default, Version = null }, cancellationToken);
        if (hour != entry.Hour)
        {
            await expiries.RemoveAsync(entry, cancellationToken);
        }

        return moved;
    }

    /// <summary>
    /// Takes an entry for a work that two must not do at once: others leave it alone for as long as that may take.
    /// </summary>
    /// <param name="entry">The entry as it was read.</param>
    /// <param name="mayTake">How long the work may take, however it ends.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry as it is filed now; null where another has taken it.</returns>
    internal async Task<ExpiryEntry?> TakeAsync(ExpiryEntry entry, TimeSpan mayTake, CancellationToken cancellationToken) =>
        entry.FiledAt + mayTake <= sessions.Now ? await expiries.TryFileAgainAsync(entry, cancellationToken) : null;

    /// <summary>Removes an entry for which nothing is left to do.</summary>
    internal Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken) => expiries.RemoveAsync(entry, cancellationToken);
}
