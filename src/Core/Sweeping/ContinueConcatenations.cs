using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// Goes on with the final uploads that took longer than the request that started them. One query where there are none.
/// Bounded per run; an entry leaves the index only when its upload is complete, waits for its parts or has ended.
/// </summary>
public sealed class ContinueConcatenations(
    IExpiryIndex expiries, SweepSession sweepSession, SweepOptions options, TimeProvider clock, ILogger<ContinueConcatenations> log)
{
    private const int AtOnce = 4;

    /// <summary>Goes on for <see cref="SweepOptions.MaxRunTime"/> at most.</summary>
    /// <returns>How many final uploads were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        var due = await expiries.ReadBeforeAsync(ExpiryHour.AfterConcatenations, options.MaxSessionsPerRun, cancellationToken);
        var (examined, completed, failed) = (0, 0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, parallel, async (entry, token) =>
        {
            var left = options.MaxRunTime - clock.GetElapsedTime(startedAt);
            if (left > TimeSpan.Zero)
            {
                var step = await sweepSession.RunAsync(entry, left, token);
                Interlocked.Increment(ref examined);
                _ = step is SweepStep.RolledForward
                    ? Interlocked.Increment(ref completed)
                    : step is SweepStep.Failed
                    ? Interlocked.Increment(ref failed)
                    : 0;
            }
        });

        if (examined > 0)
        {
            CoreLog.Concatenated(log, examined, completed, failed);
        }

        return examined;
    }
}
