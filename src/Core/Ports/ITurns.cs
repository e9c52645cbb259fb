namespace SmartTransfer.Core.Ports;

/// <summary>Lets one of many instances do something, at most once in a while.</summary>
public interface ITurns
{
    /// <summary>Takes the turn, unless somebody has taken it within <paramref name="every"/>. Of several who try at once one gets it.</summary>
    /// <param name="what">What the turn is for: 1 to 64 letters, digits and hyphens.</param>
    /// <param name="now">The time. A turn that was taken at a later time, by a clock that was wrong, does not hold for longer.</param>
    /// <param name="every">How long a turn lasts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the turn is the caller's.</returns>
    /// <exception cref="StorageUnavailableException">Trying again may help.</exception>
    Task<bool> TryTakeAsync(string what, DateTimeOffset now, TimeSpan every, CancellationToken cancellationToken);
}
