using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Resilience;

/// <summary>A session store whose calls are tried again.</summary>
public sealed class ResilientSessionStore(ISessionStore inner, StoragePipeline pipeline) : ISessionStore
{
    /// <inheritdoc/>
    public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
        pipeline.RunAsync("add session", session.Id, token => inner.AddAsync(session, token), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
        pipeline.RunAsync("find session", id, token => inner.FindAsync(id, token), cancellationToken);

    /// <inheritdoc/>
    public Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken) =>
        pipeline.RunAsync("replace session", session.Id, token => inner.ReplaceAsync(session, token), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) =>
        pipeline.RunAsync("remove session", id, token => inner.RemoveAsync(id, token), cancellationToken);
}
