using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Commits in memory, as Put Block List with If-None-Match: * does it.</summary>
internal sealed class InMemoryCommitStore(InMemoryGate gate, InMemoryBlobs blobs) : ICommitStore
{
    public Task<CommitOutcome> CommitAsync(UploadSession session, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.CommitBlocks, () => Commit(session, [.. blocks.Select(block => block.Encode())]), cancellationToken);

    public Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        gate.RunAsync(StorageOperation.DiscardBlocks, () => blobs.Discard(blob), cancellationToken);

    private CommitOutcome Commit(UploadSession session, string[] encoded)
    {
        if (encoded.Length > BlockLimits.MaxCommittedBlocks)
        {
            throw new ArgumentException(
                $"A commit has {encoded.Length} blocks; at most {BlockLimits.MaxCommittedBlocks} are allowed.", nameof(encoded));
        }

        if (blobs.Find(session.BlobName)?.File is { } existing)
        {
            return existing.Session.Id == session.Id && existing.Blocks.Select(block => block.EncodedId).SequenceEqual(encoded)
                ? CommitOutcome.Committed
                : CommitOutcome.OtherContent;
        }

        var staged = blobs.Find(session.BlobName)?.Staged ?? [];
        if (!encoded.All(staged.ContainsKey))
        {
            return CommitOutcome.BlocksGone;
        }

        var blob = blobs.FindOrCreate(session.Blob);
        blob.File = new InMemoryFile
        {
            Blocks = [.. encoded.Select(id => new StagedBlock(id, staged[id].Length))],
            Bytes = [.. encoded.SelectMany(id => staged[id])],
            Session = session,
            LastModifiedAt = blobs.Now,
            ETag = blobs.NextETag(),
            VerifiedSha256 = session.File?.Sha256,
        };

        // Those that the list does not name are removed.
        blob.Staged.Clear();
        return CommitOutcome.Committed;
    }
}
