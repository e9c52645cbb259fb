using System.Globalization;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Testing.Storage;

/// <summary>What is remembered of clients, and the index of its expiry, in memory.</summary>
internal sealed class InMemoryNetworkProfiles(InMemoryGate gate) : INetworkProfileStore, IProfileExpiryIndex
{
    private readonly Dictionary<ClientKey, NetworkProfile> _profiles = [];
    private readonly SortedSet<ProfileExpiry> _entries = new(Comparer<ProfileExpiry>.Create(static (left, right) =>
        left.Day.CompareTo(right.Day) is not 0 and var byDay ? byDay : string.CompareOrdinal(left.Client.Value, right.Client.Value)));

    private long _writes;

    public IReadOnlyList<NetworkProfile> Rows => [.. _profiles.Values];

    public IReadOnlyList<ProfileExpiry> Expiries => [.. _entries];

    public Task<NetworkProfile?> FindAsync(ClientKey client, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FindProfile, () => _profiles.GetValueOrDefault(client), cancellationToken);

    public Task<bool> WriteAsync(NetworkProfile profile, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.WriteProfile, () => Write(profile), cancellationToken);

    public Task<bool> RemoveAsync(NetworkProfile profile, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveProfile, () => Remove(profile), cancellationToken);

    public Task FileAsync(ProfileExpiry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.FileProfileExpiry, () => { _entries.Add(entry); }, cancellationToken);

    public Task<IReadOnlyList<ProfileExpiry>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        gate.RunAsync<IReadOnlyList<ProfileExpiry>>(
            StorageOperation.ReadProfileExpiries,
            () => [.. _entries.TakeWhile(entry => entry.Day < day).Take(limit)],
            cancellationToken);

    public Task RemoveAsync(ProfileExpiry entry, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.RemoveProfileExpiry, () => { _entries.Remove(entry); }, cancellationToken);

    private bool Write(NetworkProfile profile)
    {
        if (_profiles.GetValueOrDefault(profile.Client)?.Version != profile.Version)
        {
            return false;
        }

        _profiles[profile.Client] = profile with { Version = string.Create(CultureInfo.InvariantCulture, $"\"{++_writes}\"") };
        return true;
    }

    private bool Remove(NetworkProfile profile)
    {
        var version = profile.Version
            ?? throw new ArgumentException("A profile that was never read has no version to remove.", nameof(profile));
        return !_profiles.TryGetValue(profile.Client, out var stored) || (stored.Version == version && _profiles.Remove(profile.Client));
    }
}
