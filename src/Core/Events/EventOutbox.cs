using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>
/// Makes events due: an entry of the index is written first, then the event stands in the very write that it tells of. Dying in between
/// leaves an entry without an event, which a timer drops; never an event without an entry.
/// </summary>
public sealed class EventOutbox(
    EventSinks sinks,
    IEventIndex index,
    EventConfirmations confirmations,
    InstanceName instance,
    TransferMetrics metrics,
    TimeProvider clock)
{
    /// <summary>
    /// Until then whoever made an event due delivers it; later a timer does. Longer than a try takes, and than an instance waits for
    /// another's.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// An entry is no older than this while the write that it was filed for may still be under way: a storage call with all its tries.
    /// Until then it is not dropped, whatever the record says.
    /// </summary>
    public static readonly TimeSpan Settles = OpenSessions.StartTakes;

    /// <summary>Whether anybody is told.</summary>
    public bool IsOn => sinks.AreOn;

    /// <summary>Makes an event due with the write of a session.</summary>
    /// <param name="session">The session that is about to be written.</param>
    /// <param name="kind">What happens with the write.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session to write in its place, and the entry.</returns>
    internal async Task<(UploadSession Session, EventEntry Entry)> MakeDueAsync(
        UploadSession session, UploadEventKind kind, CancellationToken cancellationToken)
    {
        var number = session.Events.Count + 1;
        var now = clock.GetUtcNow();

        // One whose events were delivered just now serves again: a short upload then costs one entry, not two.
        var entry = confirmations.TakeBack(session, now) is { } delivered
            ? delivered with { Progress = sinks.All.ToDictionary(sink => sink.Name, _ => number) }
            : await index.FileAsync(
                new EventEntry(new EventEntryKey(instance.Value, session.Id, number)) { FiledAt = now, DueAt = now + Grace },
                cancellationToken);
        metrics.EventDue(kind);
        var told = new SessionEvent(number, kind, (session.ClosedAt ?? session.CreatedAt).ToMillisecond(), entry.Key);
        return (session with { Events = [.. session.Events, told] }, entry);
    }
}
