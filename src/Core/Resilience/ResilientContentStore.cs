using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Resilience;

/// <summary>A content store whose calls, and the reads of whose streams, are tried again.</summary>
public sealed class ResilientContentStore(IContentStore inner, StoragePipeline pipeline) : IContentStore
{
    /// <inheritdoc/>
    public async Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        var content = await pipeline.RunAsync("open content", blob.Upload, token => inner.OpenAsync(blob, token), cancellationToken);
        return content is null ? null : content with { Stream = new ResilientReadStream(content.Stream, pipeline, blob.Upload) };
    }

    /// <inheritdoc/>
    public Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken) =>
        pipeline.RunAsync("look for a file", null, token => inner.IsTakenAsync(name, token), cancellationToken);

    /// <inheritdoc/>
    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken) =>
        pipeline.RunAsync("mark verified", session.Id, token => inner.MarkVerifiedAsync(session, sha256, token), cancellationToken);
}
