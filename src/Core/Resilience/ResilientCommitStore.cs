using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Resilience;

/// <summary>A commit store whose calls are tried again.</summary>
public sealed class ResilientCommitStore(ICommitStore inner, StoragePipeline pipeline) : ICommitStore
{
    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(UploadSession session, IReadOnlyList<BlockId> blocks, CancellationToken cancellationToken) =>
        pipeline.RunAsync("commit blocks", session.Id, token => inner.CommitAsync(session, blocks, token), cancellationToken);

    /// <inheritdoc/>
    public Task DiscardAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        pipeline.RunAsync("discard blocks", blob.Upload, token => inner.DiscardAsync(blob, token), cancellationToken);
}
