using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Sweeping;

/// <summary>
/// Goes on with the final uploads that took longer than the request that started them. One query where there are none.
/// Bounded per run; an entry leaves the index only when its upload is complete or has ended.
/// </summary>
/// <remarks>
/// Each gets a slice of time in turn, the one first that was not worked on for the longest time, so a large one keeps no other
/// waiting, in this run or the next.
/// </remarks>
public sealed class ContinueConcatenations(
    IExpiryIndex expiries, SweepFinal sweepFinal, SweepOptions options, TimeProvider clock, ILogger<ContinueConcatenations> log)
{
    /// <summary>Final uploads that are waiting for their turn of which one run knows, at most: twenty pages of the table.</summary>
    public const int MaxWaiting = 20_000;

    private const int AtOnce = 4;

    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(30);

    /// <summary>Goes on for <see cref="SweepOptions.MaxRunTime"/> at most.</summary>
    /// <returns>How many final uploads were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = clock.GetTimestamp();
        var due = await expiries.ReadAsync(ExpiryHour.Concatenations, ExpiryHour.AfterConcatenations, MaxWaiting, cancellationToken);
        var turns = new ConcurrentQueue<ExpiryEntry>(due.OrderBy(entry => entry.FiledAt));
        var (looked, completed, failed) = (new ConcurrentDictionary<ExpiryEntry, bool>(), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync()));
        if (!looked.IsEmpty)
        {
            CoreLog.Concatenated(log, looked.Count, completed, failed);
        }

        return looked.Count;

        async Task WorkAsync()
        {
            for (; TimeLeft() is { Ticks: > 0 } left && turns.TryDequeue(out var entry);)
            {
                looked[new ExpiryEntry(entry.Hour, entry.Id)] = true;
                switch (await sweepFinal.RunAsync(entry, left < Slice ? left : Slice, cancellationToken))
                {
                    case SweepStep.Copied:
                        turns.Enqueue(entry with { Failures = 0, Version = null });
                        break;
                    case SweepStep.RolledForward:
                        Interlocked.Increment(ref completed);
                        break;
                    case SweepStep.Failed:
                        Interlocked.Increment(ref failed);
                        break;
                }
            }
        }

        TimeSpan TimeLeft() => options.MaxRunTime - clock.GetElapsedTime(startedAt);
    }
}
