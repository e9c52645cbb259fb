using System.Collections.Concurrent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Events;

/// <summary>Which of an upload's events are not delivered yet: those under entries of the index that a sink was not given.</summary>
public sealed class UntoldEvents(IEventIndex index, EventSinks sinks)
{
    private const int MostRemembered = 10_000;

    // What this instance delivered to everybody, so that the next event of the upload costs no look.
    private readonly ConcurrentDictionary<UploadId, int> _told = new();

    /// <summary>Notes that an upload's events up to this one are delivered.</summary>
    internal void Told(UploadId upload, int number)
    {
        if (_told.Count >= MostRemembered)
        {
            _told.Clear();
        }

        _told.AddOrUpdate(upload, number, (_, before) => Math.Max(before, number));
    }

    /// <summary>Whether events of an upload are due still, to whomever.</summary>
    internal async Task<bool> AreDueAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (!sinks.AreOn)
        {
            return false;
        }

        return (await BlockersAsync(session, session.Events.Count + 1, cancellationToken)).Count > 0;
    }

    /// <summary>Entries of events before one that some sink was not given, and which come first.</summary>
    /// <param name="session">The upload.</param>
    /// <param name="before">The number of the first event under the entry that is to be delivered.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal async Task<IReadOnlyList<Blocker>> BlockersAsync(UploadSession session, int before, CancellationToken cancellationToken)
    {
        var told = _told.GetValueOrDefault(session.Id);
        var blockers = new List<Blocker>();
        foreach (var under in session.Events.Where(earlier => earlier.Number < before).GroupBy(earlier => earlier.Entry))
        {
            var last = under.Max(earlier => earlier.Number);
            if (last > told && await index.FindAsync(under.Key, cancellationToken) is { } entry)
            {
                // A timer leaves an entry for a while after everybody was given what is under it: nobody waits for that.
                var blocker = new Blocker(entry, last);
                if (sinks.All.Any(sink => blocker.Holds(sink.Name)))
                {
                    blockers.Add(blocker);
                }
            }
        }

        return blockers;
    }

    /// <summary>An entry whose events come first.</summary>
    /// <param name="Entry">The entry.</param>
    /// <param name="Last">The number of the last event under it.</param>
    internal sealed record Blocker(EventEntry Entry, int Last)
    {
        /// <summary>Whether a sink was not given all of them.</summary>
        public bool Holds(string sink) => Entry.NextOf(sink) <= Last;
    }
}
