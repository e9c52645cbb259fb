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
    IClaims claims,
    IContentStore contents,
    ICommitStore commits,
    UploadSessions sessions,
    LetGo letGo,
    SessionOptions options,
    RetryOptions retry)
{
    private const int MaxTries = 3;

    /// <summary>Claims the name.</summary>
    /// <returns>Null when the upload has it, else that it is taken.</returns>
    internal async Task<Failure?> RunAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        if (ClaimKey.OfShared(blob) is not { } key)
        {
            return null;
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var held = await claims.AddAsync(new Claim(key, blob.Upload, sessions.Now), cancellationToken);
            if (held.Upload != blob.Upload)
            {
                if (await FreeAtAsync(held, blob.Name, cancellationToken) is not { } freeAt)
                {
                    return FailureCatalogue.FileNameTaken(blob.Name.Value, null);
                }

                if (freeAt > sessions.Now)
                {
                    return FailureCatalogue.FileNameTaken(blob.Name.Value, freeAt - sessions.Now);
                }

                var left = new UploadBlob(held.Upload, blob.Name);
                if (await claims.ReplaceAsync(held with { Upload = blob.Upload, At = sessions.Now }, cancellationToken) is not { } taken)
                {
                    continue;
                }

                held = taken;

                // What the other one left, before anything of this one is there.
                await commits.DiscardAsync(left, cancellationToken);
            }

            if (!await contents.IsTakenAsync(blob.Name, cancellationToken))
            {
                return null;
            }

            await claims.RemoveAsync(held, cancellationToken);
            return FailureCatalogue.FileNameTaken(blob.Name.Value, null);
        }

        return FailureCatalogue.FileNameTaken(blob.Name.Value, TimeSpan.FromSeconds(1));
    }

    /// <summary>Gives a name back under which nothing was staged.</summary>
    internal Task GiveBackAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        letGo.ClaimAsync(blob.Upload, ClaimKey.OfShared(blob), cancellationToken);

    /// <summary>From when on another upload may have the name; null where that is not known.</summary>
    private async Task<DateTimeOffset?> FreeAtAsync(Claim held, BlobName name, CancellationToken cancellationToken)
    {
        if (await sessions.FindAsync(held.Upload, cancellationToken) is not { Session: var session })
        {
            // Its start has died, or is under way.
            return held.At + OpenSessions.StartTakes;
        }

        if (session.ClosedAt is not { } endedAt
            || (session.State is UploadState.Completed && await contents.IsTakenAsync(name, cancellationToken)))
        {
            return null;
        }

        return (endedAt > held.At ? endedAt : held.At) + options.LateFor(retry);
    }
}
