using System.Security.Cryptography;
using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class FileAssemblyTests
{
    [Fact]
    public void The_digests_that_follow_from_the_ids_are_those_of_the_bytes() => Always.Holds(
        from bytes in Values.Bytes(maxLength: 5_000)
        from seed in Gen.Choose(0, int.MaxValue)
        select (bytes, seed),
        given =>
        {
            var pieces = Cut(given.bytes, new Random(given.seed)).ToList();
            var listed = pieces.Select(piece => BlockId.ForChunk(piece.Offset, Digest(piece.Bytes)).Listed()).Reverse();

            var digests = Assert.IsType<AssemblyOutcome.Whole>(Ledger.Read(given.bytes.Length, listed).Assemble()).File.Digests;

            Assert.Equal(Crc64Nvme.Compute(given.bytes), digests.Crc64Nvme);
            Assert.Equal(
                Sha256Digest.FromBytes(SHA256.HashData(pieces.SelectMany(piece => SHA256.HashData(piece.Bytes)).ToArray())),
                digests.ChunkDigestsSha256);
            Assert.Equal(pieces.Count, digests.ChunkCount);
            Assert.Equal(pieces.Count <= 1 ? Sha256Digest.Of(given.bytes) : null, digests.Sha256);
        });

    private static IEnumerable<(long Offset, byte[] Bytes)> Cut(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = random.Next(1, bytes.Length - at + 1);
            yield return (at, bytes[at..(at + length)]);
            at += length;
        }
    }

    private static ChunkDigests Digest(byte[] bytes)
    {
        using var hasher = new ChunkHasher();
        hasher.Append(bytes);
        return hasher.Finish();
    }
}
