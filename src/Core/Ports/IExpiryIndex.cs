namespace SmartTransfer.Core.Ports;

/// <summary>
/// Tells which sessions may have expired, by the hour. Every method throws <see cref="StorageUnavailableException"/> when
/// trying again may help.
/// </summary>
public interface IExpiryIndex
{
    /// <summary>
    /// Files a session under an hour. Filing it again under the same hour is success, and makes it a new version of the entry; whose
    /// it is stays noted then, also where the one who files it again does not say so.
    /// </summary>
    /// <returns>The entry with its version.</returns>
    Task<ExpiryEntry> FileAsync(ExpiryEntry entry, CancellationToken cancellationToken);

    /// <summary>Files an entry again where it is, as <see cref="FileAsync"/> does, if nobody did since it was read.</summary>
    /// <returns>The entry with its version; null where somebody was faster, or it is gone.</returns>
    Task<ExpiryEntry?> TryFileAgainAsync(ExpiryEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// The entries of all hours from one to before another, oldest hour first. What it costs follows from how many there are, not
    /// from how many are filed under other hours.
    /// </summary>
    /// <param name="first">The first hour that is wanted.</param>
    /// <param name="beyond">The first hour after it that is not wanted.</param>
    /// <param name="limit">How many entries at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<ExpiryEntry>> ReadAsync(ExpiryHour first, ExpiryHour beyond, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an entry as it was read: one that was filed again since then stays, since whoever filed it relies on it. Without a
    /// version it is removed in any case. Removing what is not there is success.
    /// </summary>
    Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken);
}
