using System.IO.Hashing;
using System.Security.Cryptography;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// Hashes a chunk as it arrives: SHA-256 and <see cref="Crc64Nvme"/> in one pass. An instance serves one chunk after the other, from
/// one thread at a time.
/// </summary>
public sealed class ChunkHasher : IDisposable
{
    /// <summary>Both hashes take a piece while it is still in the processor's cache, so that memory is read once, not twice.</summary>
    private const int PieceBytes = 16 * 1024;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc64 _crc64 = new(Crc64ParameterSet.Nvme);

    /// <summary>The bytes taken in since the chunk began.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in the bytes that follow.</summary>
    /// <param name="data">Any number of bytes.</param>
    /// <exception cref="ObjectDisposedException">The hasher was disposed.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        for (var rest = data; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceBytes)];
            _sha256.AppendData(piece);
            _crc64.Append(piece);
            rest = rest[piece.Length..];
        }

        Length += data.Length;
    }

    /// <summary>Ends the chunk. The hasher then stands at the beginning of the next one.</summary>
    /// <returns>The chunk's length and digests.</returns>
    /// <exception cref="ObjectDisposedException">The hasher was disposed.</exception>
    public ChunkDigests Finish()
    {
        Span<byte> sha256 = stackalloc byte[Sha256Digest.SizeBytes];
        _sha256.GetHashAndReset(sha256);
        var digests = new ChunkDigests(Length, Sha256Digest.FromBytes(sha256), _crc64.GetCurrentHashAsUInt64());
        _crc64.Reset();
        Length = 0;
        return digests;
    }

    /// <summary>Forgets what was taken in, for instance of a chunk that broke off, and begins a new chunk.</summary>
    /// <exception cref="ObjectDisposedException">The hasher was disposed.</exception>
    public void Reset() => Finish();

    /// <inheritdoc/>
    public void Dispose() => _sha256.Dispose();
}
