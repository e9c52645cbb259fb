using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>
/// Tells which uploads' events are due. What reading costs follows from how many are, not from how many uploads there are. Every method
/// throws <see cref="StorageUnavailableException"/> when trying again may help.
/// </summary>
public interface IEventIndex
{
    /// <summary>Files an entry; again, with the same key, it takes the place of the one before.</summary>
    /// <returns>The entry with its version.</returns>
    Task<EventEntry> FileAsync(EventEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads an entry; null when there is none.</summary>
    Task<EventEntry?> FindAsync(EventEntryKey key, CancellationToken cancellationToken);

    /// <summary>The entries that are due, in the order of their keys.</summary>
    /// <param name="now">Entries of this time and earlier are due.</param>
    /// <param name="after">Where an earlier reading ended; null to begin.</param>
    /// <param name="limit">How many entries at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<EventEntry>> ReadDueAsync(
        DateTimeOffset now, EventEntryKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Replaces an entry if its version is still <see cref="EventEntry.Version"/>.</summary>
    /// <returns>False when another write came first or the entry is gone.</returns>
    Task<bool> ReplaceAsync(EventEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Removes entries, whatever their versions. Removing what is not there is success. Those that one instance filed are removed a
    /// hundred at a time.
    /// </summary>
    Task RemoveAsync(IReadOnlyCollection<EventEntryKey> keys, CancellationToken cancellationToken);
}
