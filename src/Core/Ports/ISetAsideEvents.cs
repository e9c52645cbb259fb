namespace SmartTransfer.Core.Ports;

/// <summary>
/// Keeps events that were given up until an operator has them delivered. Every method throws <see cref="StorageUnavailableException"/>
/// when trying again may help.
/// </summary>
public interface ISetAsideEvents
{
    /// <summary>Sets an event aside; again, it takes the place of the one before.</summary>
    Task AddAsync(SetAsideEvent aside, CancellationToken cancellationToken);

    /// <summary>What was set aside: events of one upload one after another, in the order in which they happened.</summary>
    /// <param name="after">Where an earlier reading ended; null to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<SetAsideEvent>> ReadAsync(SetAsideEvent? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes one. Removing what is not there is success.</summary>
    Task RemoveAsync(SetAsideEvent aside, CancellationToken cancellationToken);
}
