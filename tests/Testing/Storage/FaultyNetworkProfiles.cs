using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>What is remembered of clients, and the index of its expiry, under sabotage.</summary>
internal sealed class FaultyNetworkProfiles(
    INetworkProfileStore profiles, IProfileExpiryIndex expiries, Saboteur saboteur) : INetworkProfileStore, IProfileExpiryIndex
{
    public Task<NetworkProfile?> FindAsync(ClientKey client, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FindProfile, () => profiles.FindAsync(client, cancellationToken));

    public Task<bool> WriteAsync(NetworkProfile profile, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.WriteProfile, () => profiles.WriteAsync(profile, cancellationToken));

    public Task<bool> RemoveAsync(NetworkProfile profile, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveProfile, () => profiles.RemoveAsync(profile, cancellationToken));

    public Task FileAsync(ProfileExpiry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FileProfileExpiry, () => expiries.FileAsync(entry, cancellationToken));

    public Task<IReadOnlyList<ProfileExpiry>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.ReadProfileExpiries, () => expiries.ReadBeforeAsync(day, limit, cancellationToken));

    public Task RemoveAsync(ProfileExpiry entry, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveProfileExpiry, () => expiries.RemoveAsync(entry, cancellationToken));
}
