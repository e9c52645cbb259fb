using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Core.Uploads;

/// <summary>Makes the file appear: verifies that the chunks tile it and give the promised digests, fixes the list of blocks in the session, commits it.</summary>
/// <remarks>
/// Order of writes: session to Committing (with the plan), Put Block List, session to Completed. Dying after any of them
/// loses nothing: whoever comes next finds Committing and rolls forward, and a commit that happened is recognised.
/// </remarks>
public sealed class CompleteUpload(ISessionStore sessions, IBlockStore blocks, RollForward rollForward, SessionCache cache, NetworkRecorder network, LimitOptions limits, TimeProvider clock)
{
    private const int MaxTries = 5;

    /// <summary>Completes. Calling it again after success answers the same success.</summary>
    /// <returns>The completed session, with the file's digests.</returns>
    public Task<Outcome<UploadSession>> RunAsync(UploadId id, CompletionRequest request, CancellationToken cancellationToken) =>
        TransferActivities.TraceAsync("complete upload", id, (Use: this, id, request, cancellationToken), static call => call.Use.CompleteAsync(call.id, call.request, call.cancellationToken));

    private async Task<Outcome<UploadSession>> CompleteAsync(UploadId id, CompletionRequest request, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await sessions.FindAsync(id, cancellationToken);
            if (found is null)
            {
                return FailureCatalogue.UploadNotFound();
            }

            var session = found.Session;
            if (session.State is UploadState.Open)
            {
                var begun = await BeginAsync(found, request, cancellationToken);
                if (begun is { Failure: { } failure })
                {
                    return failure;
                }

                if (begun is null)
                {
                    continue;
                }

                session = begun.Value;
            }

            cache.Forget(id);
            if (session.State is UploadState.Committing)
            {
                session = await rollForward.RunAsync(session, cancellationToken);
                if (session is null)
                {
                    continue;
                }

                await network.RememberAsync(found, cancellationToken);
            }

            network.Forget(id);
            return await AnswerAsync(session, request, cancellationToken);
        }

        return FailureCatalogue.UploadBusy();
    }

    private async Task<Outcome<UploadSession>> AnswerAsync(UploadSession session, CompletionRequest request, CancellationToken cancellationToken)
    {
        if (session is not { State: UploadState.Completed, File: { } file })
        {
            return session.RejectedSha256 is { } got && session.Expected.Sha256 is { } want
                ? FailureCatalogue.FileDigestMismatch("sha256", want.ToHex(), got.ToHex())
                : OpenRule.Ended(session);
        }

        if (request.Expected.Sha256 is not null && file.Sha256 is null)
        {
            // The upload was completed without this expectation; it is not passed over for all that.
            if (Sha256Rule.Check(request.Expected, session.LengthBytes, limits.MaxSha256FileBytes) is { } tooLong)
            {
                return tooLong;
            }

            if (await rollForward.DigestAsync(session.Id, cancellationToken) is not { } sha256)
            {
                // The file changed under the reader: not known is not the same as right.
                return FailureCatalogue.UploadBusy();
            }

            file = file with { Sha256 = sha256 };
        }

        return DigestRule.Check(request.Expected, file) is { } mismatch ? mismatch : session;
    }

    /// <summary>Moves an open session to Committing; null when another request changed the session meanwhile.</summary>
    private async Task<Outcome<UploadSession>?> BeginAsync(StoredSession found, CompletionRequest request, CancellationToken cancellationToken)
    {
        var session = found.Session;
        var expected = session.Expected.OverriddenBy(request.Expected);
        var now = clock.GetUtcNow();
        var refusal = OpenRule.Check(session, network.LastActivityAt(found) + session.Lifetime, now)
            ?? CheckLength(session, request)
            ?? Sha256Rule.Check(expected, session.LengthBytes ?? request.LengthBytes, limits.MaxSha256FileBytes);
        if (refusal is not null)
        {
            return refusal;
        }

        var listing = await blocks.ListAsync(session.Id, cancellationToken);
        if (session.LengthBytes is null)
        {
            var arrived = Ledger.ReadOpenEnded(listing).LengthBytes;
            if (arrived > request.LengthBytes)
            {
                return await RefuseAsync(session, FailureCatalogue.LengthTooSmall(arrived, request.LengthBytes.Value), cancellationToken);
            }

            // Declared in the same write that fixes the list of blocks.
            session = session with { LengthBytes = request.LengthBytes };
        }

        var ledger = Ledger.Read(session.KnownLengthBytes, listing.Staged);
        var assembled = request.Manifest is { } manifest ? ledger.Assemble(manifest) : ledger.Assemble();
        if (assembled is not AssemblyOutcome.Whole { File: var file })
        {
            var refused = session.Role is UploadRole.Final && assembled is AssemblyOutcome.Incomplete ? FailureCatalogue.UploadConcatenating() : Refusal(assembled, session);
            return await RefuseAsync(session, refused, cancellationToken);
        }

        if (DigestRule.Check(expected, file.Digests) is { } mismatch)
        {
            return await RefuseAsync(session, mismatch, cancellationToken);
        }

        var committing = session.MoveTo(UploadState.Committing, now) with { Expected = expected, Plan = CommitPlan.Encode(file), File = file.Digests };
        return await sessions.ReplaceAsync(committing, cancellationToken) is { } moved ? (Outcome<UploadSession>)moved : null;
    }

    /// <summary>Refuses for what the block list says, unless the session changed meanwhile (null): a list that was read after another request's commit or cancel is empty, and means nothing.</summary>
    private async Task<Outcome<UploadSession>?> RefuseAsync(UploadSession session, Failure refusal, CancellationToken cancellationToken)
    {
        var now = await sessions.FindAsync(session.Id, cancellationToken);
        return now?.Session.Version == session.Version ? (Outcome<UploadSession>)refusal : null;
    }

    private Failure? CheckLength(UploadSession session, CompletionRequest request) => (session.LengthBytes, request.LengthBytes) switch
    {
        (null, _) when session.Role is UploadRole.Final => FailureCatalogue.UploadConcatenating(),
        (null, null) => FailureCatalogue.LengthUnknown(),
        (null, { } declared) => LengthRule.Check(declared, limits.MaxFileBytes),
        ({ } known, { } declared) when known != declared => FailureCatalogue.LengthFixed(known, declared),
        _ => null,
    };

    private static Failure Refusal(AssemblyOutcome assembled, UploadSession session) => assembled switch
    {
        AssemblyOutcome.Incomplete incomplete => FailureCatalogue.ChunksMissing(incomplete.Missing),
        AssemblyOutcome.Conflicting conflicting => FailureCatalogue.ChunksConflict(conflicting.Conflicts),
        AssemblyOutcome.BadManifest bad => FailureCatalogue.ManifestInvalid(bad.At, session.KnownLengthBytes),
        AssemblyOutcome.TooManyBlocks many => FailureCatalogue.TooManyChunks(many.BlockCount, BlockLimits.MaxCommittedBlocks),
        _ => throw new InvalidOperationException($"Assembly gave {assembled.GetType().Name}."),
    };
}
