using FsCheck.Fluent;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Integrity;

public class DigestOfDigestsTests
{
    [Fact]
    public void Of_no_chunk_it_is_the_digest_of_nothing() => Assert.Equal(Sha256Digest.Of([]), DigestOfDigests.Compute([]));

    [Fact]
    public void It_is_the_digest_of_the_digests_one_after_the_other() => Always.Holds(
        Values.Bytes(maxLength: 20).ListOf(20),
        chunks =>
        {
            var digests = chunks.Select(chunk => Sha256Digest.Of(chunk)).ToArray();
            var concatenation = Convert.FromHexString(string.Concat(digests.Select(digest => digest.ToHex())));

            Assert.Equal(Sha256Digest.Of(concatenation), DigestOfDigests.Compute(digests));
        });

    [Fact]
    public void The_order_of_the_chunks_counts()
    {
        var (first, second) = (Sha256Digest.Of("first"u8), Sha256Digest.Of("second"u8));

        Assert.NotEqual(DigestOfDigests.Compute([first, second]), DigestOfDigests.Compute([second, first]));
    }

    [Fact]
    public void After_one_file_the_next_one_begins_afresh()
    {
        using var all = new DigestOfDigests();
        all.Append(Sha256Digest.Of("one file"u8));
        all.Finish();

        Assert.Equal(DigestOfDigests.Compute([]), all.Finish());
    }
}
