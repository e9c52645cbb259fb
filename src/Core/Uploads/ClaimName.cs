using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Claims the name of a blob for an upload before anything is staged under it. Two uploads that are open under one name would share its
/// list of staged blocks, and their bytes could mix; so only one has it at a time (docs/adr/0027). A name that has its upload's key in it
/// is no other's, and costs nothing here.
/// </summary>
/// <remarks>
/// A claim ends when its upload is buried. Before that another upload takes it over where nothing of the old one can still be on its way:
/// the old one ended without a file, or its file is gone, and that long ago that a late chunk, or a discard, has had its time.
/// </remarks>
public sealed class ClaimName(
    IClaims claims, IContentStore contents, ICommitStore commits, UploadSessions sessions, SessionOptions options, RetryOptions retry)
{
    private const int MaxTries = 3;

    /// <summary>Claims the name. Where it is refused after that, the claim is to be given back, by whoever may.</summary>
    internal async Task<ClaimedName> RunAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        if (ClaimKey.OfShared(blob) is not { } key)
        {
            return default;
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var mine = new Claim(key, blob.Upload, sessions.Now);
            var held = await claims.AddAsync(mine, cancellationToken);
            if (held.Upload != mine.Upload)
            {
                var old = await HolderAsync(held, blob.Name, cancellationToken);
                if (await FreeAtAsync(held, old, cancellationToken) is not { } freeAt)
                {
                    return Refused(blob, null);
                }

                if (freeAt > sessions.Now)
                {
                    return Refused(blob, freeAt - sessions.Now);
                }

                // Without a session nothing was staged, and nothing must be discarded: its start may be gone on with just now.
                held = old is null
                    ? await claims.ReplaceAsync(held with { Upload = mine.Upload, At = sessions.Now }, cancellationToken)
                    : await TakeOverAsync(held, blob, cancellationToken);
            }
            else if (held.At != mine.At)
            {
                // An earlier attempt of the same start claimed it. Who takes that for dead must see that this one goes on.
                held = await claims.ReplaceAsync(held with { At = mine.At }, cancellationToken);
            }

            if (held is not null)
            {
                return new ClaimedName(held, await CheckFreeAsync(blob, cancellationToken));
            }
        }

        return Refused(blob, TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// Gives a name back under which nothing was staged, as it was claimed. Does not fail for it: the sweep does it again.
    /// </summary>
    internal Task GiveBackAsync(ClaimedName name, CancellationToken cancellationToken) =>
        name.Held is { } held ? claims.TryRemoveAsync(held, cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// The upload that a claim names; null where it was not started, or under another name, since the attempt that claimed this one died.
    /// </summary>
    private async Task<UploadSession?> HolderAsync(Claim held, BlobName name, CancellationToken cancellationToken) =>
        await sessions.FindAsync(held.Upload, cancellationToken) is { Session: var holder } && holder.BlobName == name ? holder : null;

    private static ClaimedName Refused(UploadBlob blob, TimeSpan? retryAfter) =>
        new(null, FailureCatalogue.FileNameTaken(blob.Name.Value, retryAfter));

    /// <summary>
    /// Discards what the old upload left, and takes its claim over after that. Until then the claim is the old one's, with the time at
    /// which this began: so whoever comes next discards again if this dies in between, and not before a discard has had its time.
    /// </summary>
    /// <returns>The claim; null where another write came first.</returns>
    private async Task<Claim?> TakeOverAsync(Claim held, UploadBlob blob, CancellationToken cancellationToken)
    {
        if (await claims.ReplaceAsync(held with { At = sessions.Now }, cancellationToken) is not { } announced)
        {
            return null;
        }

        // Once begun it is finished, though the client goes away: the name would have to be waited for again.
        await commits.DiscardAsync(new UploadBlob(held.Upload, blob.Name), CancellationToken.None);
        return await claims.ReplaceAsync(announced with { Upload = blob.Upload, At = sessions.Now }, CancellationToken.None);
    }

    private async Task<Failure?> CheckFreeAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        if (!await contents.IsTakenAsync(blob.Name, cancellationToken))
        {
            return null;
        }

        // Where this upload was started by now, it is its own file: another attempt of the same start came first.
        return await sessions.FindAsync(blob.Upload, cancellationToken) is null
            ? FailureCatalogue.FileNameTaken(blob.Name.Value, null)
            : FailureCatalogue.StartUnderWay();
    }

    /// <summary>From when on another upload may have the name; null where that is not known.</summary>
    private async Task<DateTimeOffset?> FreeAtAsync(Claim held, UploadSession? session, CancellationToken cancellationToken)
    {
        if (session is null)
        {
            // Its start has died, or is under way.
            return held.At + OpenSessions.StartTakes;
        }

        if (session.ClosedAt is not { } endedAt
            || (session.State is UploadState.Completed && await HasFileAsync(session, held, cancellationToken)))
        {
            return null;
        }

        return (endedAt > held.At ? endedAt : held.At) + options.LateFor(retry);
    }

    private async Task<bool> HasFileAsync(UploadSession completed, Claim held, CancellationToken cancellationToken)
    {
        if (!await contents.IsTakenAsync(completed.BlobName, cancellationToken))
        {
            return false;
        }

        if (held.At <= completed.ClosedAt)
        {
            return true;
        }

        // Its file was gone, and a discard that died between its two calls leaves an empty blob, which is not that file.
        if (await contents.OpenAsync(completed.Blob, cancellationToken) is not { } found)
        {
            return true;
        }

        await using var stream = found.Stream;
        return stream.Length == completed.LengthBytes;
    }
}
