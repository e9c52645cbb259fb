using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// Clears away what was abandoned. Reads only the hours that have passed from the expiry index, so it costs what expires,
/// not what exists. Final uploads that are being put together are not among them (<see cref="ContinueConcatenations"/>), so they
/// keep nobody waiting. Bounded per run; every step may be done twice or by two instances at once; the next run continues
/// where this one stopped, because an entry leaves the index only when it is dealt with.
/// </summary>
public sealed class SweepExpiredUploads(
    IExpiryIndex expiries,
    SweepSession sweepSession,
    SweepProfiles sweepProfiles,
    SweepAllowances sweepAllowances,
    SweepOptions options,
    SweepJournal journal,
    TimeProvider clock)
{
    /// <summary>Sweeps once.</summary>
    public async Task<SweepReport> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        using var activity = TransferActivities.Start("sweep");
        try
        {
            var report = await SweepAsync(startedAt, cancellationToken);
            journal.Ended(report, clock.GetElapsedTime(startedAt));
            return report;
        }
        catch (Exception fault)
        {
            activity?.Fail(StorageFault.KindOf(fault));
            journal.Broken(clock.GetElapsedTime(startedAt));
            throw;
        }
    }

    private async Task<SweepReport> SweepAsync(long startedAt, CancellationToken cancellationToken)
    {
        var due = await expiries.ReadAsync(
            ExpiryHour.AfterConcatenations, ExpiryHour.Of(clock.GetUtcNow()), options.MaxSessionsPerRun, cancellationToken);
        var steps = new int[Enum.GetValues<SweepStep>().Length];
        var examined = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (entry, token) =>
        {
            if (clock.GetElapsedTime(startedAt) < options.MaxRunTime)
            {
                var step = await sweepSession.RunAsync(entry, token);
                Interlocked.Increment(ref steps[(int)step]);
                Interlocked.Increment(ref examined);
            }
        });

        var more = examined < due.Count || due.Count == options.MaxSessionsPerRun;
        var report = new SweepReport(
            examined,
            steps[(int)SweepStep.Expired],
            steps[(int)SweepStep.RolledForward],
            steps[(int)SweepStep.Refiled],
            steps[(int)SweepStep.Removed],
            steps[(int)SweepStep.Failed],
            more)
        {
            Profiles = await sweepProfiles.RunAsync(startedAt, cancellationToken),
            AllowancesRemoved = await sweepAllowances.RunAsync(startedAt, cancellationToken),
        };
        return report;
    }
}
