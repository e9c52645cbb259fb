using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Events;

/// <summary>
/// A session store that tells others what happens to uploads, whoever makes it happen: the event is in the write itself. Where nobody is
/// told it costs nothing.
/// </summary>
public sealed class OutboxSessionStore(ISessionStore inner, EventOutbox outbox, EventDelivery delivery) : ISessionStore
{
    /// <inheritdoc/>
    public async Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (!outbox.IsOn)
        {
            return await inner.AddAsync(session, cancellationToken);
        }

        var (telling, entry) = await outbox.MakeDueAsync(session, UploadEventKind.Started, cancellationToken);
        var added = await inner.AddAsync(telling, cancellationToken);
        delivery.Begin(added, entry);
        return added;
    }

    /// <inheritdoc/>
    public Task<StoredSession?> FindAsync(UploadId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<UploadSession?> ReplaceAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (!outbox.IsOn || session.MovedFrom is not { } from || UploadMoves.Tell(from, session.State) is not { } kind)
        {
            return await inner.ReplaceAsync(session, cancellationToken);
        }

        var (telling, entry) = await outbox.MakeDueAsync(session, kind, cancellationToken);
        var replaced = await inner.ReplaceAsync(telling, cancellationToken);
        if (replaced is not null)
        {
            delivery.Begin(replaced, entry);
        }

        // Else the entry stays: a write whose answer was lost looks as if it had lost a race, and its event is due all the same.
        return replaced;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(UploadId id, CancellationToken cancellationToken) => inner.RemoveAsync(id, cancellationToken);
}
