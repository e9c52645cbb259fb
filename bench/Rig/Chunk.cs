using System.Security.Cryptography;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Rig;

/// <summary>A chunk with everything that a sender computes of it, computed before the measuring.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="ContentDigest">The value of Content-Digest (RFC 9530).</param>
/// <param name="Crc64">CRC-64/NVME.</param>
internal sealed record Chunk(byte[] Bytes, string ContentDigest, ulong Crc64)
{
    private const int Distinct = 8;

    /// <summary>A few different chunks, to be sent by turns.</summary>
    public static Chunk[] Make(int bytes)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Distinct).Select(_ => Make(random, bytes))];
    }

    private static Chunk Make(Random random, int bytes)
    {
        var content = new byte[bytes];
        random.NextBytes(content);
        return new Chunk(content, $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:", Crc64Nvme.Compute(content));
    }
}
