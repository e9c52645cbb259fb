namespace SmartTransfer.Core.Ports;

/// <summary>
/// Tells which sessions may have expired, by the hour. Every method throws <see cref="StorageUnavailableException"/> when
/// trying again may help.
/// </summary>
public interface IExpiryIndex
{
    /// <summary>Files a session under an hour. Filing it again under the same hour is success.</summary>
    Task FileAsync(ExpiryEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// The entries of all hours before <paramref name="hour"/>, oldest hour first. What it costs follows from how many there
    /// are, not from how many are filed under later hours.
    /// </summary>
    /// <param name="hour">The first hour that is not wanted.</param>
    /// <param name="limit">How many entries at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<ExpiryEntry>> ReadBeforeAsync(ExpiryHour hour, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an entry. Removing what is not there is success.</summary>
    Task RemoveAsync(ExpiryEntry entry, CancellationToken cancellationToken);
}
