using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>Commits under sabotage.</summary>
internal sealed class FaultyCommitStore(ICommitStore inner, Saboteur saboteur) : ICommitStore
{
    public Task<CommitOutcome> CommitAsync(UploadSession session, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.CommitBlocks, () => inner.CommitAsync(session, blocks, cancellationToken));

    public Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        saboteur.RunAsync(StorageOperation.DiscardBlocks, () => inner.DiscardAsync(blob, cancellationToken));
}
