namespace SmartTransfer.Core.Ports;

/// <summary>
/// Tells which clients' profiles may have expired, by the day. Every method throws <see cref="StorageUnavailableException"/>
/// when trying again may help.
/// </summary>
public interface IProfileExpiryIndex
{
    /// <summary>Files a profile under a day. Filing it again under the same day is success.</summary>
    Task FileAsync(ProfileExpiry entry, CancellationToken cancellationToken);

    /// <summary>
    /// The entries of all days before <paramref name="day"/>, oldest day first. What it costs follows from how many there are,
    /// not from how many are filed under later days.
    /// </summary>
    /// <param name="day">The first day that is not wanted.</param>
    /// <param name="limit">How many entries at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<ProfileExpiry>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an entry. Removing what is not there is success.</summary>
    Task RemoveAsync(ProfileExpiry entry, CancellationToken cancellationToken);
}
