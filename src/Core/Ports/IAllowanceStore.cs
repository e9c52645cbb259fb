namespace SmartTransfer.Core.Ports;

/// <summary>
/// Holds what of each client's allowances is taken, one record a client, kind and day. Every method throws
/// <see cref="StorageUnavailableException"/> when trying again may help.
/// </summary>
public interface IAllowanceStore
{
    /// <summary>Reads a record; null when there is none.</summary>
    Task<Allowance?> FindAsync(AllowanceKey key, CancellationToken cancellationToken);

    /// <summary>Writes a record over the version that was read, or a new one where <see cref="Allowance.Version"/> is null.</summary>
    /// <returns>The record with its new version; null when another write came first: read it again.</returns>
    Task<Allowance?> WriteAsync(Allowance allowance, CancellationToken cancellationToken);

    /// <summary>The records of days before this one, the oldest first, at most so many. Reads no others.</summary>
    Task<IReadOnlyList<AllowanceKey>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a record, whatever its version. Removing what is not there is success.</summary>
    Task RemoveAsync(AllowanceKey key, CancellationToken cancellationToken);
}
