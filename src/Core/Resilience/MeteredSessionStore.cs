using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Resilience;

/// <summary>A session store that counts the moves of sessions between their states.</summary>
/// <remarks>
/// A row is also written to note something in it: what was moved says so itself (<see cref="UploadSession.MovedFrom"/>), up to
/// here and no further.
/// </remarks>
public sealed class MeteredSessionStore(ISessionStore inner, TransferMetrics metrics) : ISessionStore
{
    /// <inheritdoc/>
    public async Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var added = await inner.AddAsync(session, cancellationToken);
        metrics.SessionMoved(added);
        return added;
    }

    /// <inheritdoc/>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var replaced = await inner.ReplaceAsync(session with { MovedFrom = null }, cancellationToken);
        if (session.MovedFrom is not null && replaced is not null)
        {
            metrics.SessionMoved(replaced);
        }

        return replaced;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) => inner.RemoveAsync(id, cancellationToken);
}
