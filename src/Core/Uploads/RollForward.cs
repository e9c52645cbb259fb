using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Finishes the commit of a session in Committing. Any instance may do it, at any time, several at once: every step is idempotent.</summary>
public sealed class RollForward(ISessionStore sessions, IBlockStore blocks, ICommitStore commits, IContentStore contents, TimeProvider clock, ILogger<RollForward> log)
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>Finishes the commit.</summary>
    /// <param name="session">A session in Committing, with its plan.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session in its final state, or null when another instance changed it meanwhile: read it again.</returns>
    public async Task<UploadSession?> RunAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var file = session.File ?? throw new InvalidOperationException($"Upload {session.Id} is being committed without its digests.");
        var plan = session.Plan ?? throw new InvalidOperationException($"Upload {session.Id} is being committed without its plan.");
        var listing = await blocks.ListAsync(session.Id, cancellationToken);
        var planned = CommitPlan.Resolve(plan, Ledger.Read(session.KnownLengthBytes, listing).Chunks);
        if (planned is null || DigestOfDigests.Compute(planned.Select(block => block.Sha256)) != file.ChunkDigestsSha256)
        {
            return await RejectAsync(session, "blocks-lost", null, cancellationToken);
        }

        var outcome = await commits.CommitAsync(session, planned, cancellationToken);
        if (outcome is not CommitOutcome.Committed)
        {
            return await RejectAsync(session, outcome is CommitOutcome.BlocksGone ? "blocks-lost" : "other-content", null, cancellationToken);
        }

        var sha256 = file.Sha256;
        if (session.Expected.Sha256 is { } expected && sha256 is null)
        {
            sha256 = await DigestAsync(session.Id, cancellationToken);
            if (sha256 is null)
            {
                return null;
            }

            if (sha256 != expected)
            {
                return await RejectAsync(session, "file-digest-mismatch", sha256, cancellationToken);
            }

            await contents.MarkVerifiedAsync(session, expected, cancellationToken);
        }

        return await sessions.ReplaceAsync(session.MoveTo(UploadState.Completed, clock.GetUtcNow()) with { File = file with { Sha256 = sha256 } }, cancellationToken);
    }

    private async Task<UploadSession?> RejectAsync(UploadSession session, string code, Sha256Digest? got, CancellationToken cancellationToken)
    {
        // The state first: nobody reads a file of a session that is not completed, and the sweep discards once more.
        var rejected = await sessions.ReplaceAsync(session.MoveTo(UploadState.Rejected, clock.GetUtcNow()) with { RejectedBecause = code, RejectedSha256 = got }, cancellationToken);
        if (rejected is not null)
        {
            CoreLog.UploadRejected(log, session.Id, code);
            await commits.DiscardAsync(session.Id, cancellationToken);
        }

        return rejected;
    }

    /// <summary>SHA-256 of the committed file in one streaming pass; null when the file is gone or was changed meanwhile, because another instance rejected it or marked it as verified.</summary>
    internal async Task<Sha256Digest?> DigestAsync(UploadId id, CancellationToken cancellationToken)
    {
        var content = await contents.OpenAsync(id, cancellationToken);
        if (content is null)
        {
            return null;
        }

        await using var stream = content.Stream;
        using var hasher = new ChunkHasher();
        var buffer = new byte[ReadBytes];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                hasher.Append(buffer.AsSpan(0, read));
            }
        }
        catch (IOException)
        {
            // Under the reader the file went away, or another instance marked it.
            return null;
        }

        return hasher.Finish().Sha256;
    }
}
