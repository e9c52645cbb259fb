using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class ManifestTests
{
    private static readonly BlockId First = Blocks.Plain(0, 4);
    private static readonly BlockId OtherFirst = Blocks.Plain(0, 4, variant: 1);
    private static readonly BlockId Second = Blocks.Plain(4, 6);

    [Fact]
    public void A_manifest_resolves_a_conflict_either_way()
    {
        var ledger = Blocks.Ledger(10, First, OtherFirst, Second);

        Assert.Equal([First, Second], Whole(ledger.Assemble([First.Entry(), Second.Entry()])));
        Assert.Equal([OtherFirst, Second], Whole(ledger.Assemble([OtherFirst.Entry(), Second.Entry()])));
    }

    [Fact]
    public void A_manifest_may_name_other_chunks_than_the_fewest()
    {
        var ledger = Blocks.Ledger(10, First, Second, Blocks.Plain(0, 10));

        Assert.Single(Whole(ledger.Assemble()));
        Assert.Equal([First, Second], Whole(ledger.Assemble([First.Entry(), Second.Entry()])));
    }

    [Fact]
    public void What_the_manifest_names_and_nobody_sent_is_missing()
    {
        var ledger = Blocks.Ledger(10, First, Second);

        var incomplete = Assert.IsType<AssemblyOutcome.Incomplete>(ledger.Assemble([OtherFirst.Entry(), Second.Entry()]));

        Assert.Equal([new ByteRange(0, 4)], incomplete.Missing);
    }

    [Fact]
    public void An_empty_manifest_describes_an_empty_file() => Assert.Empty(Whole(Blocks.Ledger(0).Assemble([])));

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(0, new long[] { 1, 9 })]
    [InlineData(4, new long[] { 0, 4 })]
    [InlineData(4, new long[] { 0, 4, 5, 5 })]
    [InlineData(4, new long[] { 0, 4, 3, 7 })]
    [InlineData(4, new long[] { 0, 4, 4, 0, 4, 6 })]
    [InlineData(4, new long[] { 0, 4, 4, -1 })]
    [InlineData(4, new long[] { 0, 4, 4, 7 })]
    [InlineData(4, new long[] { 0, 4, 4, long.MaxValue })]
    [InlineData(10, new long[] { 0, 10, 10, 1 })]
    [InlineData(0, new long[] { -4, 4, 0, 10 })]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue })]
    public void A_manifest_that_does_not_tile_the_file_is_refused_where_it_departs(long at, long[] numbers)
    {
        var manifest = numbers.Chunk(2).Select(pair => new ManifestEntry(new ByteRange(pair[0], pair[1]), First.Sha256)).ToList();

        var bad = Assert.IsType<AssemblyOutcome.BadManifest>(Blocks.Ledger(10, First, Second).Assemble(manifest));

        Assert.Equal(at, bad.At);
    }

    [Fact]
    public void The_manifest_of_an_assembly_gives_that_assembly() => Always.Holds(LedgerCase.Any(maxLength: 6), given =>
    {
        if (given.Ledger().Assemble() is AssemblyOutcome.Whole { File: var file })
        {
            Assert.Equal(file.Blocks, Whole(given.Ledger().Assemble([.. file.Blocks.Select(block => block.Entry())])));
        }
    });

    [Fact]
    public void A_manifest_of_more_blocks_than_a_blob_can_have_is_refused()
    {
        var row = Enumerable.Range(0, 50_001).Select(i => Blocks.Plain(i, 1)).ToList();
        var outcome = Blocks.Ledger(50_001, row).Assemble([.. row.Select(block => block.Entry())]);

        Assert.Equal(50_001, Assert.IsType<AssemblyOutcome.TooManyBlocks>(outcome).BlockCount);
    }

    private static IReadOnlyList<BlockId> Whole(AssemblyOutcome outcome) => Assert.IsType<AssemblyOutcome.Whole>(outcome).File.Blocks;
}
