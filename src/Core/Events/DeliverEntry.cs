using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Events;

/// <summary>
/// Delivers the events under an entry to every sink, each in its own time: one that fails keeps no other waiting. A sink gets an upload's
/// events in order: none before it has those before, or they were given up.
/// </summary>
public sealed class DeliverEntry(
    EventSinks sinks, TellSink tellSink, UntoldEvents untold, IEventIndex index, TimeProvider clock, Jitter jitter)
{
    /// <summary>Delivers them, and notes in the entry how far that came.</summary>
    /// <param name="session">The upload as it is stored now.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What the entry waits for. One that waits for nothing is still in the index: whoever called removes it.</returns>
    internal async Task<EntryState> RunAsync(UploadSession session, EventEntry entry, CancellationToken cancellationToken)
    {
        SessionEvent[] events = [.. session.Events.Where(told => told.Entry == entry.Key)];
        if (events.Length == 0)
        {
            return EntryState.Told;
        }

        var blockers = await untold.BlockersAsync(session, events[0].Number, cancellationToken);
        var told = await Task.WhenAll(sinks.All.Select(sink => blockers.Any(blocker => blocker.Holds(sink.Name))
            ? Task.FromResult(new Told(sink.Name, entry.NextOf(sink.Name), null))
            : TellAsync(sink, session, events, entry.NextOf(sink.Name), cancellationToken)));
        var last = events[^1].Number;
        Told[] left = [.. told.Where(sink => sink.Next <= last)];
        if (left.Length == 0)
        {
            untold.Told(session.Id, last);
            return EntryState.Told;
        }

        var state = left.Any(sink => sink.Answer?.Outcome is SinkOutcome.Failed) ? EntryState.Failed
            : left.Any(sink => sink.Answer is null) ? EntryState.Blocked
            : EntryState.NotTried;
        var kept = entry with
        {
            Progress = told.Where(sink => sink.Next > entry.Key.Number).ToDictionary(sink => sink.Sink, sink => sink.Next),
            Attempts = state is EntryState.Failed ? entry.Attempts + 1 : entry.Attempts,
            DueAt = state switch
            {
                EntryState.Failed => clock.GetUtcNow() + Pause(entry.Attempts + 1, left, jitter.Next()),
                EntryState.Blocked => blockers.Aggregate(entry.DueAt, (at, blocker) => Later(at, blocker.Entry.DueAt)),
                _ => entry.DueAt,
            },
        };
        if (kept.DueAt != entry.DueAt || kept.Progress.Count != entry.Progress.Count || kept.Progress.Except(entry.Progress).Any())
        {
            // Where another write came first somebody else is at it.
            _ = await index.ReplaceAsync(kept, cancellationToken);
        }

        return state;
    }

    /// <summary>No sink waits for as long as another one asks for, nor for one that fails when it was not asked at all.</summary>
    private static TimeSpan Pause(int attempts, IEnumerable<Told> left, double jitter) => left.Min(sink => sink.Answer?.Outcome switch
    {
        SinkOutcome.Failed => EventPauses.After(attempts, jitter, sink.Answer?.RetryAfter),
        SinkOutcome.NotTried => EventPauses.After(1, jitter, null),
        _ => TimeSpan.MaxValue,
    });

    private async Task<Told> TellAsync(
        IEventSink sink, UploadSession session, SessionEvent[] events, int next, CancellationToken cancellationToken)
    {
        foreach (var told in events.Where(told => told.Number >= next))
        {
            var answer = await tellSink.RunAsync(sink, session, told, cancellationToken);
            if (answer.Outcome is not SinkOutcome.Delivered)
            {
                return new Told(sink.Name, told.Number, answer);
            }

            next = told.Number + 1;
        }

        return new Told(sink.Name, next, SinkAnswer.Delivered);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    /// <summary>How far one sink came: the first event that it was not given, and its answer; null where earlier ones are due.</summary>
    private readonly record struct Told(string Sink, int Next, SinkAnswer? Answer);
}
