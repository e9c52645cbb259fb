using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// Removes what clients have taken of their allowances on days that are over. Reads those days alone, so it costs what is over, not what
/// exists: one query where nothing is. Bounded per run like the sweep of uploads that it is part of.
/// </summary>
public sealed class SweepAllowances(IAllowanceStore allowances, SweepOptions options, TimeProvider clock, ILogger<SweepAllowances> log)
{
    /// <summary>Sweeps once. What storage does not let it do is left to the next run.</summary>
    /// <param name="startedAt">When the whole run started, by the clock's timestamps.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>How many records are gone.</returns>
    public async Task<int> RunAsync(long startedAt, CancellationToken cancellationToken)
    {
        var removed = 0;
        try
        {
            // A day longer than needed: an instance's clock may be slow.
            var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
            var due = await allowances.ReadBeforeAsync(yesterday, options.MaxSessionsPerRun, cancellationToken);
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(due, parallel, async (key, token) =>
            {
                if (clock.GetElapsedTime(startedAt) < options.MaxRunTime)
                {
                    await allowances.RemoveAsync(key, token);
                    Interlocked.Increment(ref removed);
                }
            });
        }
        catch (StorageUnavailableException fault)
        {
            CoreLog.AllowancesNotSwept(log, fault);
        }

        return removed;
    }
}
