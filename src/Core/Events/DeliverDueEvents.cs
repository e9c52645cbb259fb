using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>
/// The timer's work: delivers what those who made it due did not. Reads only entries that are due, so it costs what is due, not what
/// exists; one query where nothing is. Bounded per run; every step may be done twice or by two instances at once.
/// </summary>
public sealed class DeliverDueEvents(
    IEventIndex index,
    EventSinks sinks,
    SettleEntry settleEntry,
    EventsOptions options,
    TransferMetrics metrics,
    TimeProvider clock,
    ILogger<DeliverDueEvents> log)
{
    private const int PageEntries = 500;
    private const int MostRemembered = 100_000;

    /// <summary>Runs of the timer are a minute apart; after so long another instance has it.</summary>
    private static readonly TimeSpan StillMine = TimeSpan.FromMinutes(5);

    // What could not be delivered is not due again for a while, and is a part of what is behind all the same. By key, when it was filed.
    private readonly ConcurrentDictionary<EventEntryKey, DateTimeOffset> _behind = new();
    private DateTimeOffset _ranAt = DateTimeOffset.MinValue;

    /// <summary>Delivers once what is due.</summary>
    public async Task<EventReport> RunAsync(CancellationToken cancellationToken)
    {
        if (!sinks.AreOn)
        {
            return EventReport.Nothing;
        }

        using var activity = TransferActivities.Start("deliver events");
        var startedAt = clock.GetTimestamp();
        var (steps, examined, more) = (new int[Enum.GetValues<EntryStep>().Length], 0, true);
        if (clock.GetUtcNow() - _ranAt > StillMine)
        {
            _behind.Clear();
        }

        _ranAt = clock.GetUtcNow();
        for (EventEntryKey? after = null; more && clock.GetElapsedTime(startedAt) < options.MaxRunTime;)
        {
            var page = await index.ReadDueAsync(clock.GetUtcNow(), after, PageEntries, cancellationToken);
            await Parallel.ForEachAsync(
                page.GroupBy(entry => entry.Key.Upload),
                new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken },
                async (upload, token) =>
                {
                    foreach (var entry in upload.OrderBy(entry => entry.Key.Number))
                    {
                        if (clock.GetElapsedTime(startedAt) < options.MaxRunTime)
                        {
                            Interlocked.Increment(ref examined);
                            var step = await settleEntry.RunAsync(entry, token);
                            Interlocked.Increment(ref steps[(int)step]);
                            Note(entry, step);
                        }
                    }
                });
            more = page.Count == PageEntries;
            after = more ? page[^1].Key : null;
        }

        var report = new EventReport(
            examined,
            steps[(int)EntryStep.Delivered],
            steps[(int)EntryStep.Waiting],
            steps[(int)EntryStep.Dropped],
            steps[(int)EntryStep.Failed],
            more);
        var now = clock.GetUtcNow();
        metrics.EventsLookedAt(_behind.Count, now - _behind.Values.Aggregate(now, (oldest, at) => at < oldest ? at : oldest));
        if (examined > 0)
        {
            CoreLog.EventsDelivered(
                log, report.Examined, report.Delivered, report.Waiting, report.Dropped, report.Failed, report.More);
        }

        return report;
    }

    private void Note(EventEntry entry, EntryStep step)
    {
        if (step is EntryStep.Delivered or EntryStep.Dropped)
        {
            _ = _behind.TryRemove(entry.Key, out _);
        }
        else if (_behind.Count < MostRemembered)
        {
            _behind[entry.Key] = entry.FiledAt;
        }
    }
}
