using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class ProvisionalBlockTests
{
    private static readonly BlockGroup Group = new(7, 1);
    private static readonly BlockGroup OtherGroup = new(7, 2);

    [Fact]
    public void Pieces_without_their_seal_do_not_count() =>
        Assert.Equal([new ByteRange(0, 10)], Blocks.Ledger(10, Blocks.Provisional(0, 10, Group)).Missing);

    [Fact]
    public void The_seal_of_another_group_does_not_help() =>
        Assert.Equal(10, Blocks.Ledger(10, Blocks.Provisional(0, 10, Group), Blocks.Seal(OtherGroup)).BytesMissing);

    [Fact]
    public void Pieces_with_their_seal_count_wherever_in_the_list_it_stands()
    {
        BlockId[] pieces = [Blocks.Provisional(0, 4, Group), Blocks.Provisional(4, 6, Group)];

        Assert.Empty(Blocks.Ledger(10, [.. pieces, Blocks.Seal(Group)]).Missing);
        Assert.Empty(Blocks.Ledger(10, [Blocks.Seal(Group), .. pieces]).Missing);
    }

    [Fact]
    public void A_seal_holds_no_bytes_of_the_file()
    {
        var ledger = Blocks.Ledger(1, Blocks.Seal(Group));

        Assert.Empty(ledger.Chunks);
        Assert.Equal(1, ledger.BytesMissing);
    }

    [Fact]
    public void Sealed_pieces_and_plain_chunks_of_the_same_bytes_are_no_conflict()
    {
        var ledger = Blocks.Ledger(10, Blocks.Plain(0, 10), Blocks.Provisional(0, 10, Group), Blocks.Seal(Group));

        Assert.Empty(ledger.Conflicts());
        Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble());
    }

    [Fact]
    public void Sealed_pieces_with_other_bytes_are_a_conflict() =>
        Assert.Single(Blocks.Ledger(10, Blocks.Plain(0, 10), Blocks.Provisional(0, 10, Group, variant: 1), Blocks.Seal(Group)).Conflicts());

    [Fact]
    public void Committed_pieces_count_without_their_seal_which_no_file_holds()
    {
        BlockId[] pieces = [Blocks.Provisional(0, 4, Group), Blocks.Provisional(4, 6, Group)];

        var ledger = Ledger.Read(10, new BlockListing([], [.. pieces.Listed()]));

        Assert.Equal(pieces, ledger.Chunks);
        Assert.Empty(ledger.Missing);
    }

    [Fact]
    public void Staged_blocks_beside_a_committed_file_are_not_part_of_it()
    {
        var ledger = Ledger.Read(10, new BlockListing([Blocks.Plain(0, 10, variant: 1).Listed()], [Blocks.Plain(0, 10).Listed()]));

        Assert.Equal([Blocks.Plain(0, 10)], ledger.Chunks);
    }
}
