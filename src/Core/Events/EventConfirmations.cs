using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Events;

/// <summary>
/// Removes entries whose events this instance has delivered: those of a few seconds together, in one write for up to a hundred. An
/// instance that dies before leaves entries whose events a timer delivers once more; receivers know them by their ids.
/// </summary>
public sealed class EventConfirmations(IEventIndex index, TimeProvider clock, ILogger<EventConfirmations> log)
{
    private const int MostTries = 3;

    /// <summary>How long entries are collected.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<UploadId, EventEntry> _delivered = [];
    private readonly List<EventEntryKey> _others = [];
    private bool _flushes;

    /// <summary>All events under an entry are delivered.</summary>
    internal void Add(EventEntry entry)
    {
        lock (_lock)
        {
            if (!_delivered.TryAdd(entry.Key.Upload, entry))
            {
                _others.Add(entry.Key);
            }

            if (!_flushes)
            {
                _flushes = true;
                _ = FlushSoonAsync();
            }
        }
    }

    /// <summary>
    /// Gives the entry of an upload's last event back, which stays then; null where it is not here, or so old that a timer may be at it.
    /// An earlier event's does not serve: what another instance files in between would not be told before what comes now.
    /// </summary>
    internal EventEntry? TakeBack(UploadSession session, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_delivered.TryGetValue(session.Id, out var entry)
                || session.Events is not [.., { Entry: var last }]
                || last != entry.Key
                || now >= entry.FiledAt + (EventOutbox.Grace / 2))
            {
                return null;
            }

            _delivered.Remove(session.Id);
            return entry;
        }
    }

    /// <summary>Removes what was collected, now.</summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        EventEntryKey[] keys;
        lock (_lock)
        {
            keys = [.. _delivered.Values.Select(entry => entry.Key), .. _others];
            _delivered.Clear();
            _others.Clear();
        }

        if (keys.Length == 0)
        {
            return;
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                await index.RemoveAsync(keys, cancellationToken);
                return;
            }
            catch (StorageUnavailableException fault) when (tries == MostTries)
            {
                CoreLog.EventsNotConfirmed(log, fault, keys.Length);
                return;
            }
            catch (StorageUnavailableException)
            {
                // Each try is bounded, and the port's own tries come on top.
            }
        }
    }

    private async Task FlushSoonAsync()
    {
        for (var again = true; again;)
        {
            await Task.Delay(Delay, clock);
            try
            {
                await FlushAsync(CancellationToken.None);
            }
            catch (Exception fault)
            {
                // Whatever it is, it ends nothing: a timer finds the entries.
                CoreLog.EventsNotConfirmed(log, fault, 0);
            }

            lock (_lock)
            {
                _flushes = again = _delivered.Count + _others.Count > 0;
            }
        }
    }
}
