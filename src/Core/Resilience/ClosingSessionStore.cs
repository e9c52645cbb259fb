using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Resilience;

/// <summary>
/// A session store that strikes an upload out of its client's open ones when it reaches a final state, whoever moved it there. After the
/// write: dying in between leaves an upload counted that has ended, which is found later, and never one uncounted that is open.
/// </summary>
public sealed class ClosingSessionStore(ISessionStore inner, IOpenUploads notes, ILogger<ClosingSessionStore> log) : ISessionStore
{
    /// <inheritdoc/>
    public Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken) =>
        inner.AddAsync(session, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (session is not { Opener: { } opener, ClosedAt: not null })
        {
            return await inner.ReplaceAsync(session, cancellationToken);
        }

        var replaced = await inner.ReplaceAsync(session with { Opener = null }, cancellationToken);
        if (replaced is not null)
        {
            await notes.TryRemoveAsync(opener, session.Id, log, cancellationToken);
        }

        return replaced;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) => inner.RemoveAsync(id, cancellationToken);
}
