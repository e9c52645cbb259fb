using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Discards what is stored of an upload that has ended without a file. Under a name that another upload may have by now it does so only
/// while the claim is this upload's, and announces it there first: so nobody takes the name over while a discard is on its way.
/// </summary>
public sealed class DiscardFile(
    ICommitStore commits, IClaims claims, UploadSessions sessions, SessionOptions options, RetryOptions retry, SweepOptions sweep)
{
    private const int MaxTries = 3;

    /// <summary>How long a discard may be on its way, however it ends.</summary>
    internal TimeSpan MayTake => options.LateFor(retry);

    /// <summary>
    /// Discards. Doing it again, or twice at once, is harmless. Does nothing once the sweep is about to discard for the last time: who is
    /// late, and dies between an empty block list and the delete, leaves a blob that nothing leads to.
    /// </summary>
    public Task RunAsync(UploadSession session, CancellationToken cancellationToken) =>
        session.ClosedAt + sweep.TombstoneLifetime - Earlier(MayTake, sweep.TombstoneLifetime / 2) <= sessions.Now
            ? Task.CompletedTask
            : ByOneAsync(session, cancellationToken);

    /// <summary>Discards however late it is, for a caller that has seen to it that no other discard is on its way.</summary>
    internal async Task ByOneAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (ClaimKey.OfShared(session.Blob) is not { } key)
        {
            await commits.DiscardAsync(session.Blob, cancellationToken);
            return;
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await claims.FindAsync(key, cancellationToken) is not { } held || held.Upload != session.Id)
            {
                return;
            }

            if (await claims.ReplaceAsync(held with { At = sessions.Now }, cancellationToken) is not null)
            {
                await commits.DiscardAsync(session.Blob, cancellationToken);
                return;
            }
        }

        throw new StorageUnavailableException("Others kept writing the claim of a blob's name.");
    }

    /// <summary>Discards for the last time, and lets go of the name.</summary>
    /// <returns>False where another discard may still be on its way: it is to be done later.</returns>
    internal async Task<bool> LastAsync(UploadSession session, CancellationToken cancellationToken)
    {
        if (ClaimKey.OfShared(session.Blob) is not { } key)
        {
            await commits.DiscardAsync(session.Blob, cancellationToken);
            return true;
        }

        if (await claims.FindAsync(key, cancellationToken) is not { } held || held.Upload != session.Id)
        {
            return true;
        }

        if (held.At + MayTake > sessions.Now
            || await claims.ReplaceAsync(held with { At = sessions.Now }, cancellationToken) is not { } announced)
        {
            return false;
        }

        await commits.DiscardAsync(session.Blob, cancellationToken);
        return await claims.RemoveAsync(announced, cancellationToken);
    }

    // Where tombstones are kept for no longer than a discard may take, there is still time for one.
    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
