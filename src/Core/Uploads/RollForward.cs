using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Finishes the commit of a session in Committing. Any instance may do it, at any time, several at once: every step is
/// idempotent.
/// </summary>
public sealed class RollForward(
    UploadSessions sessions,
    IBlockStore blocks,
    ICommitStore commits,
    IContentStore contents,
    ReadDigest readDigest,
    RejectUpload rejectUpload)
{
    /// <summary>Finishes the commit.</summary>
    /// <param name="session">A session in Committing, with its plan.</param>
    /// <param name="planned">
    /// The blocks of the plan where the caller has them in hand, since it just made it; null to read the block list.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session in its final state, or null when another instance changed it meanwhile: read it again.</returns>
    public async Task<UploadSession?> RunAsync(UploadSession session, IReadOnlyList<BlockId>? planned, CancellationToken cancellationToken)
    {
        var file = session.File ?? throw new InvalidOperationException($"Upload {session.Id} is being committed without its digests.");
        planned ??= await ResolveAsync(session, file, cancellationToken);
        if (planned is null)
        {
            return await rejectUpload.RunAsync(session, RejectionReasons.BlocksLost, null, cancellationToken);
        }

        var outcome = await commits.CommitAsync(session, planned, cancellationToken);
        if (outcome is not CommitOutcome.Committed)
        {
            var because = outcome is CommitOutcome.BlocksGone ? RejectionReasons.BlocksLost : RejectionReasons.OtherContent;
            return await rejectUpload.RunAsync(session, because, null, cancellationToken);
        }

        var sha256 = file.Sha256;
        if (session.Expected.Sha256 is { } expected && sha256 is null)
        {
            sha256 = await readDigest.RunAsync(session.Blob, cancellationToken);
            if (sha256 is null)
            {
                return null;
            }

            if (sha256 != expected)
            {
                return await rejectUpload.RunAsync(session, RejectionReasons.FileDigestMismatch, sha256, cancellationToken);
            }

            await contents.MarkVerifiedAsync(session, expected, cancellationToken);
        }

        return await sessions.ReplaceAsync(
            session.MoveTo(UploadState.Completed, sessions.Now) with { File = file with { Sha256 = sha256 } }, cancellationToken);
    }

    /// <summary>The blocks that the session's plan names; null where some are gone.</summary>
    private async Task<IReadOnlyList<BlockId>?> ResolveAsync(UploadSession session, FileDigests file, CancellationToken cancellationToken)
    {
        var plan = session.Plan ?? throw new InvalidOperationException($"Upload {session.Id} is being committed without its plan.");
        var listing = await blocks.ListAsync(session.Blob, cancellationToken);
        var planned = CommitPlan.Resolve(plan, Ledger.Read(session.KnownLengthBytes, listing).Chunks);
        return planned is not null && DigestOfDigests.Compute(planned.Select(block => block.Sha256)) == file.ChunkDigestsSha256
            ? planned
            : null;
    }
}
