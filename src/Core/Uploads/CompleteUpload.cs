using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>
/// Makes the file appear: verifies that the chunks tile it and give the promised digests, fixes the list of blocks in the
/// session, commits it.
/// </summary>
/// <remarks>
/// Order of writes: session to Committing (with the plan), Put Block List, session to Completed. Dying after any of them
/// loses nothing: whoever comes next finds Committing and rolls forward, and a commit that happened is recognised.
/// </remarks>
public sealed class CompleteUpload(
    UploadSessions sessions,
    AssembleChunks assembleChunks,
    RollForward rollForward,
    ReadDigest readDigest,
    NetworkRecorder network,
    LimitOptions limits)
{
    /// <summary>Completes. Calling it again after success answers the same success.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="request">What the client says of the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The completed session, with the file's digests.</returns>
    public Task<Outcome<UploadSession>> RunAsync(NamedUpload upload, CompletionRequest request, CancellationToken cancellationToken) =>
        RunAsync(
            upload,
            request,
            session => assembleChunks.RunAsync(session, request, session.Expected.OverriddenBy(request.Expected), cancellationToken),
            cancellationToken);

    /// <summary>The same for a caller that puts the blocks together in its own way, from the block list as it is then.</summary>
    internal async Task<Outcome<UploadSession>> RunAsync(
        NamedUpload upload,
        CompletionRequest request,
        Func<UploadSession, Task<Outcome<FileAssembly>>> assemble,
        CancellationToken cancellationToken)
    {
        using var activity = TransferActivities.Begin("complete upload", upload.Id);
        return activity.Ended(await sessions.ChangeAsync(
            upload, found => StepAsync(found, request, assemble, cancellationToken), cancellationToken));
    }

    private async Task<Outcome<UploadSession>?> StepAsync(
        StoredSession found,
        CompletionRequest request,
        Func<UploadSession, Task<Outcome<FileAssembly>>> assemble,
        CancellationToken cancellationToken)
    {
        var session = found.Session;
        IReadOnlyList<BlockId>? planned = null;
        if (session.State is UploadState.Open)
        {
            if (await BeginAsync(found, request, assemble, cancellationToken) is not { } begun)
            {
                return null;
            }

            if (!begun.TryGet(out var commit, out var failure))
            {
                return failure;
            }

            (session, planned) = commit;
        }

        sessions.Forget(session.Id);
        if (session.State is UploadState.Committing)
        {
            if (await rollForward.RunAsync(session, planned, cancellationToken) is not { } ended)
            {
                return null;
            }

            session = ended;
            await network.RememberAsync(found, cancellationToken);
        }

        network.Forget(session.Id);
        return await AnswerAsync(session, request, cancellationToken);
    }

    private async Task<Outcome<UploadSession>> AnswerAsync(
        UploadSession session, CompletionRequest request, CancellationToken cancellationToken)
    {
        if (session is not { State: UploadState.Completed, File: { } file })
        {
            return session.RejectedSha256 is { } got && session.Expected.Sha256 is { } want
                ? FailureCatalogue.FileDigestMismatch("sha256", want.ToHex(), got.ToHex())
                : OpenRule.Ended(session);
        }

        if (CheckAgain(session.KnownLengthBytes, file, request) is { } other)
        {
            return other;
        }

        if (request.Expected.Sha256 is not null && file.Sha256 is null)
        {
            // The upload was completed without this expectation; it is not passed over for all that.
            if (Sha256Rule.Check(request.Expected, session.LengthBytes, limits.MaxSha256FileBytes) is { } tooLong)
            {
                return tooLong;
            }

            if (await readDigest.RunAsync(session.Blob, cancellationToken) is not { } sha256)
            {
                // The file changed under the reader: not known is not the same as right.
                return FailureCatalogue.UploadBusy();
            }

            // Whoever asks again need not wait for it. Where another write came first, it is read again then.
            file = file with { Sha256 = sha256 };
            session = await sessions.ReplaceAsync(session with { File = file }, cancellationToken) ?? session;
        }

        return DigestRule.Check(request.Expected, file) is { } mismatch ? mismatch : session;
    }

    /// <summary>Moves an open session to Committing; null when another request changed the session meanwhile.</summary>
    private async Task<Outcome<BegunCommit>?> BeginAsync(
        StoredSession found,
        CompletionRequest request,
        Func<UploadSession, Task<Outcome<FileAssembly>>> assemble,
        CancellationToken cancellationToken)
    {
        var session = found.Session;
        var expected = session.Expected.OverriddenBy(request.Expected);
        var refusal = sessions.CheckOpen(found)
            ?? CheckLength(session, request)
            ?? Sha256Rule.Check(expected, session.LengthBytes ?? request.LengthBytes, limits.MaxSha256FileBytes);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!(await assemble(session)).TryGet(out var file, out var failure))
        {
            return await RefuseAsync(session, failure, cancellationToken);
        }

        if (DigestRule.Check(expected, file.Digests) is { } mismatch)
        {
            return await RefuseAsync(session, mismatch, cancellationToken);
        }

        // A length that was not declared before is declared in the same write that fixes the list of blocks.
        var committing = session.MoveTo(UploadState.Committing, sessions.Now) with
        {
            LengthBytes = session.LengthBytes ?? request.LengthBytes,
            Expected = expected,
            Plan = CommitPlan.Encode(file),
            File = file.Digests,
            Counted = sessions.CountsOf(found, file.Blocks),
        };
        return await sessions.ReplaceAsync(committing, cancellationToken) is { } moved
            ? (Outcome<BegunCommit>)new BegunCommit(moved, file.Blocks)
            : null;
    }

    /// <summary>
    /// Refuses for what the block list says, unless the session changed meanwhile (null): a list that was read after another
    /// request's commit or cancel is empty, and means nothing.
    /// </summary>
    private async Task<Outcome<BegunCommit>?> RefuseAsync(UploadSession session, Failure refusal, CancellationToken cancellationToken)
    {
        var now = await sessions.FindAsync(session.Id, cancellationToken);
        return now?.Session.Version == session.Version ? (Outcome<BegunCommit>)refusal : null;
    }

    /// <summary>Whether a file that is there already is the one that a request describes.</summary>
    private static Failure? CheckAgain(long lengthBytes, FileDigests file, CompletionRequest request)
    {
        if (request.LengthBytes is { } said && said != lengthBytes)
        {
            return FailureCatalogue.LengthFixed(lengthBytes, said);
        }

        if (request.Manifest is not { } manifest)
        {
            return null;
        }

        return Manifest.BrokenAt(manifest, lengthBytes) is { } broken
            ? FailureCatalogue.ManifestInvalid(broken, lengthBytes)
            : DigestRule.Check(new ExpectedDigests(ChunkDigestsSha256: Manifest.Digest(manifest)), file);
    }

    private Failure? CheckLength(UploadSession session, CompletionRequest request) => (session.LengthBytes, request.LengthBytes) switch
    {
        (null, _) when session.Role is UploadRole.Final => FailureCatalogue.UploadConcatenating(),
        (null, null) => FailureCatalogue.LengthUnknown(),
        (null, { } declared) => LengthRule.Check(declared, session.LongestBytes(limits.MaxFileBytes)),
        ({ } known, { } declared) when known != declared => FailureCatalogue.LengthFixed(known, declared),
        _ => null,
    };

    private sealed record BegunCommit(UploadSession Session, IReadOnlyList<BlockId> Blocks);
}
