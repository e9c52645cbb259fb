using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Finds, checks and changes upload sessions for the verbs. What changes a session forgets it in the cache, and the one loop that
/// reads a session, works on it and begins again when another request was faster is here.
/// </summary>
public sealed class UploadSessions(
    ISessionStore store, SessionCache cache, NetworkRecorder network, UploadListing listing, TimeProvider clock)
{
    private const int MaxTries = 5;

    /// <summary>The time.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Adds a new session, as <see cref="ISessionStore.AddAsync"/> does, and lists it before.</summary>
    public async Task<UploadSession> AddAsync(UploadSession session, CancellationToken cancellationToken)
    {
        await listing.BeginAsync(session, cancellationToken);
        return await store.AddAsync(session, cancellationToken);
    }

    /// <summary>The session as the store holds it; null when there is none.</summary>
    public Task<StoredSession?> FindAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        upload.Session is { } read ? Task.FromResult<StoredSession?>(read) : store.FindAsync(upload.Id, cancellationToken);

    /// <summary>Looks an upload up before anything that costs more is done for it, such as reading a long body.</summary>
    /// <returns>The upload with its session, which is then not read again; or that there is none.</returns>
    public async Task<Outcome<NamedUpload>> NameAsync(NamedUpload upload, CancellationToken cancellationToken) =>
        await FindAsync(upload, cancellationToken) is { } found ? new NamedUpload(upload.Id, found) : FailureCatalogue.UploadNotFound();

    /// <summary>The session as it was at most <see cref="Options.SessionOptions.CacheLifetime"/> ago; null when there is none.</summary>
    public Task<StoredSession?> FindCachedAsync(UploadId id, CancellationToken cancellationToken) => cache.FindAsync(id, cancellationToken);

    /// <summary>Writes a changed session over the version that was read.</summary>
    /// <returns>The session with its new version; null when another write came first: read it again.</returns>
    public async Task<UploadSession?> ReplaceAsync(UploadSession changed, CancellationToken cancellationToken)
    {
        UploadSession? replaced;
        try
        {
            replaced = await store.ReplaceAsync(changed, cancellationToken);
        }
        finally
        {
            // Also where the answer was lost: what is remembered may be stale either way.
            cache.Forget(changed.Id);
        }

        if (replaced is { ClosedAt: not null } && changed.MovedFrom is not null)
        {
            await listing.TryEndAsync(replaced, cancellationToken);
        }

        return replaced;
    }

    /// <summary>Removes a session for good, as <see cref="ISessionStore.RemoveAsync"/> does, and strikes it out of lists before.</summary>
    public async Task RemoveAsync(UploadSession session, CancellationToken cancellationToken)
    {
        await listing.RemoveAsync(session, cancellationToken);
        await store.RemoveAsync(session.Id, cancellationToken);
        cache.Forget(session.Id);
    }

    /// <summary>Forgets what is remembered of a session, so that the next look reads it.</summary>
    public void Forget(UploadId id) => cache.Forget(id);

    /// <summary>When the session expires unless it is touched before, as far as this instance knows.</summary>
    public DateTimeOffset ExpiresAt(StoredSession found) => found.Session.ExpiresAfter(network.LastActivityAt(found));

    /// <summary>When the session was last active, as far as this instance knows.</summary>
    public DateTimeOffset LastActivityAt(StoredSession found) => network.LastActivityAt(found);

    /// <summary>What is kept of a session's transfer when it ends, as far as this instance knows.</summary>
    /// <param name="found">The session.</param>
    /// <param name="file">The blocks that its file consists of; null where there is none.</param>
    public TransferCounts CountsOf(StoredSession found, IReadOnlyList<BlockId>? file = null) =>
        TransferCounts.Of(network.Counted(found), file);

    /// <summary>Null when the upload is open now, else why it is not (<see cref="OpenRule"/>).</summary>
    public Failure? CheckOpen(StoredSession found) => OpenRule.Check(found.Session, ExpiresAt(found), clock.GetUtcNow());

    /// <summary>
    /// Null when the upload is open still, else why it is not: a long body outlives what was known when it began, and an upload that
    /// ended meanwhile takes no more blocks.
    /// </summary>
    public async Task<Failure?> CheckStillOpenAsync(UploadId id) =>
        await FindCachedAsync(id, CancellationToken.None) is { } found ? CheckOpen(found) : FailureCatalogue.UploadNotFound();

    /// <summary>Reads a session and works on it; again, where another request changed it meanwhile.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="step">The work: its outcome, or null where another request came first, and the session is to be read again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What the work gave; that there is no such upload; or that others changed it too often.</returns>
    public async Task<Outcome<T>> ChangeAsync<T>(
        NamedUpload upload, Func<StoredSession, Task<Outcome<T>?>> step, CancellationToken cancellationToken)
        where T : notnull
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await FindAsync(tries == 0 ? upload : upload.Id, cancellationToken);
            if (found is null)
            {
                return FailureCatalogue.UploadNotFound();
            }

            if (await step(found) is { } outcome)
            {
                return outcome;
            }
        }

        return FailureCatalogue.UploadBusy();
    }
}
