using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

/// <summary>Files whose last byte has a flipped bit.</summary>
internal sealed class TamperedContents(IContentStore inner) : IContentStore
{
    public async Task<StoredContent?> OpenAsync(UploadBlob blob, CancellationToken cancellationToken)
    {
        if (await inner.OpenAsync(blob, cancellationToken) is not { } content)
        {
            return null;
        }

        await using var stream = content.Stream;
        var bytes = await stream.ReadAllAsync();
        bytes[^1] ^= 1;
        return content with { Stream = new MemoryStream(bytes, writable: false) };
    }

    public Task<bool> IsTakenAsync(BlobName name, CancellationToken cancellationToken) => inner.IsTakenAsync(name, cancellationToken);

    public Task MarkVerifiedAsync(UploadSession session, Sha256Digest sha256, CancellationToken cancellationToken) =>
        inner.MarkVerifiedAsync(session, sha256, cancellationToken);
}
