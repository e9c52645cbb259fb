using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>A file that is found among chunks of several versions by its checksum.</summary>
public class ChecksumPathTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 10)]
    [InlineData(3, 6)]
    [InlineData(7, 3)]
    public void Each_of_several_versions_that_were_cut_at_the_same_places_is_found(int versions, int chunks)
    {
        var all = Enumerable.Range(0, versions).Select(version => Version(version, chunks)).ToList();
        var ledger = Blocks.Ledger(10 * chunks, all.SelectMany(blocks => blocks));

        foreach (var blocks in all)
        {
            Assert.Equal(blocks, Assert.IsType<AssemblyOutcome.Whole>(ledger.AssembleTo(Crc64(blocks))).File.Blocks);
        }
    }

    [Fact]
    public void What_no_chunks_have_is_not_found() => Assert.IsType<AssemblyOutcome.Conflicting>(
        Blocks.Ledger(40, [.. Version(0, 4), .. Version(1, 4)]).AssembleTo(Crc64(Version(2, 4))));

    [Fact]
    public void Among_more_combinations_than_a_checksum_tells_apart_the_manifest_decides()
    {
        BlockId[] mine = Version(1, 100);
        var ledger = Blocks.Ledger(1_000, [.. Version(0, 100), .. mine]);

        Assert.IsType<AssemblyOutcome.Conflicting>(ledger.AssembleTo(Crc64(mine)));
        Assert.Equal(mine, Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble([.. mine.Select(block => block.Entry())])).File.Blocks);
    }

    private static BlockId[] Version(int variant, int chunks) =>
        [.. Enumerable.Range(0, chunks).Select(n => Blocks.Plain(10 * n, 10, variant))];

    private static ulong Crc64(IEnumerable<BlockId> blocks)
    {
        var crcs = new CrcComposition();
        return blocks.Aggregate(0UL, (crc, block) => crcs.Combine(crc, block.Crc64, block.Length));
    }
}
