using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Streams;

/// <summary>
/// Makes the file of an upload that was sent from its beginning to its end, or ends the upload if it was sent beyond that.
/// </summary>
public sealed class CompleteStream(
    UploadSessions sessions, IBlockStore blocks, CompleteUpload completeUpload, RejectUpload rejectUpload, PrefixCache prefixes)
{
    /// <summary>
    /// What the block list says of an open upload; null where another request changed the session meanwhile. A list that was read after
    /// another's commit or cancel is empty, and means nothing.
    /// </summary>
    internal async Task<Lineage?> ReadAsync(UploadSession session, CancellationToken cancellationToken)
    {
        var listing = await blocks.ListAsync(session.Blob, cancellationToken);
        var isDoubtful = listing.Committed is not null || listing.Staged.Count == 0;
        return isDoubtful && (await sessions.FindAsync(session.Id, cancellationToken))?.Session.Version != session.Version
            ? null
            : Lineage.Read(session.LengthBytes, listing.Staged);
    }

    /// <summary>A body has reached the end of the file: commits blocks that lead to where it ended, and no others.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="own">Where the body ended.</param>
    /// <param name="completion">What its client says of the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task<Outcome<UploadSession>> EndAsync(
        UploadId id, StreamTip own, CompletionRequest completion, CancellationToken cancellationToken)
    {
        prefixes.Forget(id);
        var outcome = await completeUpload.RunAsync(
            id, completion, session => AssembleAsync(session, own, cancellationToken), cancellationToken);
        return outcome.TryGet(out var completed, out _)
            && (completed.File is not { } file || !StreamRules.IsOwnFile(file, completed.KnownLengthBytes, own))
            ? FailureCatalogue.CompletedOtherwise()
            : outcome;
    }

    /// <summary>Completes an upload of which all is there, or which somebody else began to complete.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="file">The blocks, where the caller has read them since it read the session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task<Outcome<UploadSession>> WholeAsync(NamedUpload upload, FileAssembly? file, CancellationToken cancellationToken) =>
        completeUpload.RunAsync(
            upload,
            CompletionRequest.Plain,
            async session =>
            {
                var whole = Interlocked.Exchange(ref file, null);
                if (whole is null && await ReadAsync(session, cancellationToken) is { } lineage)
                {
                    whole = (StreamRules.Ask(lineage, session.LengthBytes) as HeadStep.Complete)?.File;
                }

                if (whole is null)
                {
                    // Who only looked whether all is there leaves what is remembered of it.
                    return FailureCatalogue.UploadBusy();
                }

                prefixes.Forget(upload.Id);
                return whole;
            },
            cancellationToken);

    /// <summary>
    /// Ends an open upload for good whose file cannot be what its client said: more was sent than its declared length
    /// (draft-ietf-httpbis-resumable-upload, 4.4.2: "marking the upload resource invalid and rejecting any further interaction with it"),
    /// or all of it has another digest. One that has ended stays as it is.
    /// </summary>
    /// <param name="id">The upload.</param>
    /// <param name="because">Why: one of <see cref="RejectionReasons"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task RejectAsync(UploadId id, string because, CancellationToken cancellationToken)
    {
        prefixes.Forget(id);
        _ = await sessions.ChangeAsync<UploadSession>(
            id,
            async found =>
            {
                var ended = found.Session.State is UploadState.Open
                    ? await rejectUpload.RunAsync(
                        found.Session with { Counted = sessions.CountsOf(found) }, because, null, cancellationToken)
                    : found.Session;
                return ended is null ? null : (Outcome<UploadSession>)ended;
            },
            cancellationToken);
    }

    private async Task<Outcome<FileAssembly>> AssembleAsync(UploadSession session, StreamTip own, CancellationToken cancellationToken)
    {
        if (await ReadAsync(session, cancellationToken) is not { } lineage)
        {
            return FailureCatalogue.UploadBusy();
        }

        switch (StreamRules.End(lineage, own))
        {
            case EndStep.Commit when lineage.Tip.Offset > own.Offset:
                // The file's length was unknown, and another body that began where this one did has gone further.
                prefixes.Learn(session.Id, lineage.Tip);
                return FailureCatalogue.OffsetMismatch(lineage.Tip.Offset, own.Offset);
            case EndStep.Commit commit:
                return commit.File;
            case EndStep.TooManyBlocks many:
                return FailureCatalogue.TooManyChunks(many.BlockCount, BlockLimits.MaxCommittedBlocks);
            case EndStep.Refuse refuse:
                prefixes.Learn(session.Id, refuse.Tip);
                return FailureCatalogue.StreamConflict(refuse.Tip.Offset);
            case var other:
                throw new InvalidOperationException($"The end of a body gave {other.GetType().Name}.");
        }
    }
}
