using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Events;

/// <summary>Deals with one entry that is due: delivers its events, or drops it where nothing is left to do.</summary>
/// <remarks>
/// The write for which an entry was filed may still be under way, however long it takes, and may put an event under it that nobody else
/// knows of. So no entry is dropped before that is over, also not one whose events are delivered.
/// </remarks>
public sealed class SettleEntry(
    UploadSessions sessions, IEventIndex index, EventSinks sinks, DeliverEntry deliverEntry, ILogger<SettleEntry> log)
{
    /// <summary>Deals with it.</summary>
    internal async Task<EntryStep> RunAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await SettleAsync(entry, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // It stays due, and keeps no other waiting.
            CoreLog.EventLeft(log, fault, $"{Identity.UploadKey.Of(entry.Key.Upload)}-{entry.Key.Number}");
            return EntryStep.Failed;
        }
    }

    private async Task<EntryStep> SettleAsync(EventEntry entry, CancellationToken cancellationToken)
    {
        var settled = sessions.Now >= entry.FiledAt + EventOutbox.Settles;
        var session = (await sessions.FindAsync(entry.Key.Upload, cancellationToken))?.Session;
        var isTold = session is not null && session.Events.Any(told => told.Entry == entry.Key);
        if (isTold && await deliverEntry.RunAsync(session!, entry, cancellationToken) is not EntryState.Told)
        {
            return EntryStep.Waiting;
        }

        if (settled)
        {
            await index.RemoveAsync([entry.Key], cancellationToken);
            return isTold ? EntryStep.Delivered : EntryStep.Dropped;
        }

        var next = isTold ? session!.Events.Last(told => told.Entry == entry.Key).Number + 1 : entry.Key.Number;
        var kept = entry with
        {
            DueAt = entry.FiledAt + EventOutbox.Settles,
            Progress = isTold ? sinks.All.ToDictionary(sink => sink.Name, _ => next) : entry.Progress,
        };
        _ = await index.ReplaceAsync(kept, cancellationToken);
        return isTold ? EntryStep.Delivered : EntryStep.Waiting;
    }
}
