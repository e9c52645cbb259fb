using System.Security.Cryptography;

namespace SmartTransfer.Client.Integrity;

/// <summary>
/// The acknowledged chunks that tile the file (rule 5.2), in order of offset. None overlaps another. Not safe for
/// several threads.
/// </summary>
internal sealed class ChunkList
{
    private readonly SortedList<long, FileChunk> _chunks = [];

    /// <summary>The chunks, in order.</summary>
    public IList<FileChunk> Chunks => _chunks.Values;

    /// <summary>Bytes that the chunks cover.</summary>
    public long Bytes { get; private set; }

    public void Add(FileChunk chunk)
    {
        _chunks.Add(chunk.Offset, chunk);
        Bytes += chunk.Length;
    }

    /// <summary>Takes off every chunk that touches a range.</summary>
    public void TakeOff(ByteRange range)
    {
        var taken = Chunks.Where(chunk => chunk.Offset < range.End && chunk.End > range.Offset).ToList();
        foreach (var chunk in taken)
        {
            _ = _chunks.Remove(chunk.Offset);
            Bytes -= chunk.Length;
        }
    }

    /// <summary>What the chunks leave open of [0, <paramref name="length"/>), in order.</summary>
    public List<ByteRange> Missing(long length)
    {
        var missing = new List<ByteRange>();
        var at = 0L;
        foreach (var chunk in Chunks)
        {
            if (chunk.Offset > at)
            {
                missing.Add(new ByteRange(at, chunk.Offset - at));
            }

            at = chunk.End;
        }

        if (length > at)
        {
            missing.Add(new ByteRange(at, length - at));
        }

        return missing;
    }

    /// <summary>CRC-64/NVME of the whole, composed.</summary>
    public ulong Crc64()
    {
        var crc = 0UL;
        foreach (var chunk in Chunks)
        {
            crc = Crc64Nvme.Combine(crc, chunk.Crc64, chunk.Length);
        }

        return crc;
    }

    /// <summary>SHA-256 over the chunks' SHA-256 digests.</summary>
    public Sha256Digest DigestOfDigests()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[Sha256Digest.Bytes];
        foreach (var chunk in Chunks)
        {
            chunk.Sha256.Write(digest);
            hash.AppendData(digest);
        }

        _ = hash.GetHashAndReset(digest);
        return Sha256Digest.Read(digest);
    }
}
