using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// Forgets clients that have not come back. Reads only the days that have passed from the index of profiles, so it costs
/// what expires, not what exists. Bounded per run like the sweep of uploads that it is part of; every step may be done twice
/// or by two instances at once; an entry leaves the index only when it is filed under a later day or its profile is gone.
/// </summary>
public sealed class SweepProfiles(INetworkProfileStore profiles, IProfileExpiryIndex expiries, NetworkOptions network, SweepOptions options, TimeProvider clock, ILogger<SweepProfiles> log)
{
    /// <summary>Sweeps once. What storage does not let it do is left to the next run.</summary>
    /// <param name="startedAt">When the whole run started, by the clock's timestamps; no entry is begun later than <see cref="SweepOptions.MaxRunTime"/> after it.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<ProfileSweepReport> RunAsync(long startedAt, CancellationToken cancellationToken)
    {
        var (examined, refiled, removed, failed) = (0, 0, 0, 0);
        IReadOnlyList<ProfileExpiry> due;
        try
        {
            due = await expiries.ReadBeforeAsync(ProfileExpiry.DayOf(clock.GetUtcNow()), options.MaxSessionsPerRun, cancellationToken);
        }
        catch (Exception fault) when (IndexSweep.IsOwn(fault, cancellationToken))
        {
            CoreLog.ProfilesNotSwept(log, fault);
            return ProfileSweepReport.Nothing with { Failed = 1, More = true };
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (entry, token) =>
        {
            if (clock.GetElapsedTime(startedAt) < options.MaxRunTime)
            {
                Interlocked.Increment(ref examined);
                switch (await StepOrRefileAsync(entry, token))
                {
                    case SweepStep.Removed:
                        Interlocked.Increment(ref removed);
                        break;
                    case SweepStep.Refiled:
                        Interlocked.Increment(ref refiled);
                        break;
                    default:
                        Interlocked.Increment(ref failed);
                        break;
                }
            }
        });
        return new ProfileSweepReport(examined, refiled, removed, failed, examined < due.Count || due.Count == options.MaxSessionsPerRun);
    }

    private Task<SweepStep> StepOrRefileAsync(ProfileExpiry entry, CancellationToken cancellationToken) => IndexSweep.StepAsync(
        () => StepAsync(entry, cancellationToken),
        fault => CoreLog.ProfilesNotSwept(log, fault),
        () => RefileAsync(entry, clock.GetUtcNow(), cancellationToken),
        cancellationToken);

    private async Task<SweepStep> StepAsync(ProfileExpiry entry, CancellationToken cancellationToken)
    {
        var found = await profiles.FindAsync(entry.Client, cancellationToken);
        if (found is not null && clock.GetUtcNow() < found.UpdatedAt + network.ProfileLifetime)
        {
            await RefileAsync(entry, found.UpdatedAt + network.ProfileLifetime, cancellationToken);
            return SweepStep.Refiled;
        }

        // Written this very moment, it lives; the entry stays, and the next run looks again.
        if (found is not null && !await profiles.RemoveAsync(found, cancellationToken))
        {
            return SweepStep.Refiled;
        }

        await expiries.RemoveAsync(entry, cancellationToken);
        return SweepStep.Removed;
    }

    /// <summary>The new day is today at the earliest, so never the old one.</summary>
    private Task RefileAsync(ProfileExpiry entry, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        IndexSweep.MoveAsync(entry, entry with { Day = ProfileExpiry.DayOf(dueAt) }, expiries.FileAsync, expiries.RemoveAsync, cancellationToken);
}
