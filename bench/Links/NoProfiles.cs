using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Bench.Links;

/// <summary>Remembers no client: every simulated upload starts with nothing known of its link, and names no client.</summary>
internal sealed class NoProfiles : INetworkProfileStore, IProfileExpiryIndex
{
    public Task<NetworkProfile?> FindAsync(ClientKey client, CancellationToken cancellationToken) => Task.FromResult<NetworkProfile?>(null);

    public Task<bool> WriteAsync(NetworkProfile profile, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> RemoveAsync(NetworkProfile profile, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task FileAsync(ProfileExpiry entry, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<ProfileExpiry>> ReadBeforeAsync(DateOnly day, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProfileExpiry>>([]);

    public Task RemoveAsync(ProfileExpiry entry, CancellationToken cancellationToken) => Task.CompletedTask;
}
