using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class LedgerTests
{
    [Fact]
    public void Of_an_empty_list_the_whole_file_is_missing()
    {
        var ledger = Blocks.Ledger(10);

        Assert.Equal([new ByteRange(0, 10)], ledger.Missing);
        Assert.Empty(ledger.Received);
        Assert.Equal(0, ledger.ContiguousPrefix);
    }

    [Fact]
    public void An_empty_file_is_whole_without_any_block()
    {
        var whole = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(0).Assemble());

        Assert.Empty(whole.File.Blocks);
        Assert.Empty(Blocks.Ledger(0).Missing);
    }

    [Fact]
    public void A_negative_length_is_a_fault() => Assert.Throws<ArgumentOutOfRangeException>(() => Blocks.Ledger(-1));

    [Fact]
    public void Where_blocks_overlap_more_is_missing_than_their_union_leaves_open()
    {
        // Blocks are committed whole: [0,6) and [4,10) cannot stand in one file.
        var ledger = Blocks.Ledger(10, Blocks.Plain(0, 6), Blocks.Plain(4, 6));

        Assert.Equal(4, ledger.BytesMissing);
        Assert.Single(ledger.Missing);
    }

    [Fact]
    public void The_same_chunk_sent_twice_is_one()
    {
        var ledger = Blocks.Ledger(4, Blocks.Plain(0, 4), Blocks.Plain(0, 4));

        Assert.Single(ledger.Chunks);
        Assert.Empty(ledger.Conflicts());
    }

    [Fact]
    public void Different_contents_of_one_range_are_never_silently_chosen_from()
    {
        var ledger = Blocks.Ledger(4, Blocks.Plain(0, 4, variant: 0), Blocks.Plain(0, 4, variant: 1));

        var conflict = Assert.Single(Assert.IsType<AssemblyOutcome.Conflicting>(ledger.Assemble()).Conflicts);
        Assert.Equal(new ByteRange(0, 4), conflict.Range);
        Assert.Equal(2, conflict.Digests.Count);
    }

    [Fact]
    public void What_is_missing_is_said_before_what_conflicts() =>
        Assert.IsType<AssemblyOutcome.Incomplete>(
            Blocks.Ledger(5, Blocks.Plain(0, 4, variant: 0), Blocks.Plain(0, 4, variant: 1)).Assemble());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fifty_thousand_blocks_in_any_order_make_a_file(int seed)
    {
        var listed = Row(50_000).Listed().ToArray();
        new Random(seed).Shuffle(listed);

        var whole = Assert.IsType<AssemblyOutcome.Whole>(Ledger.Read(50_000 * 7L, listed).Assemble());

        Assert.Equal(Row(50_000), whole.File.Blocks);
    }

    [Fact]
    public void One_block_more_than_a_blob_can_have_is_said()
    {
        var tooMany = Assert.IsType<AssemblyOutcome.TooManyBlocks>(Blocks.Ledger(50_001 * 7L, Row(50_001)).Assemble());

        Assert.Equal(50_001, tooMany.BlockCount);
    }

    [Fact]
    public void Too_many_blocks_are_mended_by_a_larger_one_over_some_of_them()
    {
        var whole = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(50_001 * 7L, [.. Row(50_001), Blocks.Plain(70, 140)]).Assemble());

        Assert.Equal(50_001 - 19, whole.File.Blocks.Count);
    }

    private static IEnumerable<BlockId> Row(int count) => Enumerable.Range(0, count).Select(i => Blocks.Plain(i * 7L, 7));

    [Fact]
    public void A_block_of_a_stream_that_follows_other_bytes_than_the_files_is_a_conflict()
    {
        var first = Blocks.Plain(0, 4);
        BlockId Next(ulong crc64) => Blocks.Plain(4, 4) with { Kind = BlockKind.Linear, Group = new BlockGroup(crc64, 0) };

        Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(8, first, Next(first.Crc64)).AssembleProven());
        var stray = Assert.IsType<AssemblyOutcome.Conflicting>(Blocks.Ledger(8, first, Next(first.Crc64 + 1)).AssembleProven());
        Assert.Equal([new ByteRange(4, 4)], stray.Conflicts.Select(conflict => conflict.Range));
    }

    [Fact]
    public void A_file_that_can_be_put_together_without_such_a_block_is()
    {
        var (first, next) = (Blocks.Plain(0, 4), Blocks.Plain(4, 4));
        BlockId After(ulong crc64) => next with { Kind = BlockKind.Linear, Group = new BlockGroup(crc64, 0) };
        var right = After(first.Crc64);

        foreach (var stray in new[] { After(first.Crc64 - 1), After(first.Crc64 + 1) })
        {
            var whole = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(8, first, stray, right).AssembleProven());
            Assert.Equal([first, right], whole.File.Blocks);
        }
    }
}
