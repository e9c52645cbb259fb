using System.Security.Cryptography;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// The digest that names a whole file by its chunks: SHA-256 over the chunks' 32-byte SHA-256 digests, one after the other in the
/// order of their offsets. It depends on where the file was cut; of no chunk it is the SHA-256 of nothing.
/// </summary>
public sealed class DigestOfDigests : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Computes the digest of chunks that are at hand.</summary>
    /// <param name="chunkDigests">The chunks' digests in the order of their offsets.</param>
    /// <returns>The digest of digests.</returns>
    public static Sha256Digest Compute(IEnumerable<Sha256Digest> chunkDigests)
    {
        ArgumentNullException.ThrowIfNull(chunkDigests);
        using var all = new DigestOfDigests();
        foreach (var digest in chunkDigests)
        {
            all.Append(digest);
        }

        return all.Finish();
    }

    /// <summary>Takes in the digest of the chunk that follows.</summary>
    /// <param name="chunkDigest">The chunk's SHA-256.</param>
    /// <exception cref="ObjectDisposedException">The instance was disposed.</exception>
    public void Append(Sha256Digest chunkDigest)
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.SizeBytes];
        chunkDigest.CopyTo(bytes);
        _sha256.AppendData(bytes);
    }

    /// <summary>Ends the list of chunks. The instance then stands at the beginning of another.</summary>
    /// <returns>The digest of digests.</returns>
    /// <exception cref="ObjectDisposedException">The instance was disposed.</exception>
    public Sha256Digest Finish()
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.SizeBytes];
        _sha256.GetHashAndReset(bytes);
        return Sha256Digest.FromBytes(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _sha256.Dispose();
}
