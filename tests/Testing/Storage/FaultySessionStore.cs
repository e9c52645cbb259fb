using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Sessions and counters under sabotage.</summary>
internal sealed class FaultySessionStore(
    ISessionStore sessions, INetworkCounterStore counterStore, Saboteur saboteur, Func<bool> losesRaces)
    : ISessionStore, INetworkCounterStore
{
    public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.AddSession, () => sessions.AddAsync(session, cancellationToken));

    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.FindSession, () => sessions.FindAsync(id, cancellationToken));

    public Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken) =>
        saboteur.RunAsync(
            StorageOperation.ReplaceSession,
            () => losesRaces() ? Task.FromResult<UploadSession?>(null) : sessions.ReplaceAsync(session, cancellationToken));

    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.RemoveSession, () => sessions.RemoveAsync(id, cancellationToken));

    public Task WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.WriteCounters, () => counterStore.WriteAsync(id, instance, counters, cancellationToken));
}
