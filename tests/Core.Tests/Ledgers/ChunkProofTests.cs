using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class ChunkProofTests
{
    private const string Ones = "11111111111111111111";
    private const string Twos = "22222222222222222222";

    [Fact]
    public void Blocks_that_are_all_in_the_file_need_no_proof() =>
        Assert.IsType<ProofOutcome.Equal>(Check([Cut(Ones, 0, 8), Cut(Ones, 8, 12)], []));

    [Fact]
    public void The_file_of_two_versions_is_refused_by_name()
    {
        // PUT [0, 8) of ones, then [0, 4), [4, 8), [8, 12) of twos: the shortest tiling mixes them.
        var outcome = Check([Cut(Ones, 0, 8), Cut(Twos, 8, 12)], [Cut(Twos, 0, 4), Cut(Twos, 4, 8)]);
        var conflict = Assert.IsType<ProofOutcome.Conflicting>(outcome);

        Assert.Equal([new ByteRange(0, 8)], conflict.Ranges);
    }

    [Fact]
    public void The_same_bytes_cut_otherwise_are_equal() =>
        Assert.IsType<ProofOutcome.Equal>(Check([Cut(Ones, 0, 8), Cut(Ones, 8, 12)], [Cut(Ones, 0, 4), Cut(Ones, 4, 12)]));

    [Fact]
    public void A_chunk_that_ends_within_a_block_of_the_file_asks_for_the_rest_of_it()
    {
        BlockId[] path = [Cut(Ones, 0, 8), Cut(Ones, 8, 13), Cut(Ones, 13, 18)];
        var unproven = Assert.IsType<ProofOutcome.Unproven>(Check(path, [Cut(Ones, 8, 16)]));
        Assert.Equal([new ByteRange(8, 8)], unproven.Blocks);
        Assert.Equal([new ByteRange(16, 2)], unproven.Bridges);

        Assert.IsType<ProofOutcome.Equal>(Check(path, [Cut(Ones, 8, 16), Cut(Ones, 16, 18)]));
        var conflict = Assert.IsType<ProofOutcome.Conflicting>(Check(path, [Cut(Twos, 8, 16), Cut(Ones, 16, 18)]));
        Assert.Equal([new ByteRange(8, 10)], conflict.Ranges);
    }

    [Fact]
    public void Chunks_that_follow_one_another_are_bridged_at_their_ends_and_gaps_alone()
    {
        BlockId[] others = [Cut(Ones, 3, 6), Cut(Ones, 6, 9), Cut(Ones, 12, 15), Cut(Ones, 2, 7)];
        var unproven = Assert.IsType<ProofOutcome.Unproven>(Check([Cut(Ones, 0, 20)], others));

        Assert.Equal([new ByteRange(2, 5), new ByteRange(3, 3), new ByteRange(6, 3), new ByteRange(12, 3)], unproven.Blocks);
        ByteRange[] bridges = [new(0, 2), new(2, 1), new(7, 2), new(9, 3), new(15, 5)];
        Assert.Equal(bridges, unproven.Bridges);
    }

    [Fact]
    public void Agreeing_with_a_block_that_is_not_proven_itself_is_no_proof()
    {
        // Each of the two lies on a cycle of boundaries with [5, 10) of the file, and neither says what the file has in [10, 15).
        BlockId[] path = [Cut(Ones, 0, 5), Cut(Ones, 5, 10), Cut(Ones, 10, 20)];
        BlockId[] others = [TextBlocks.Plain(5, "1111122222"), Cut(Twos, 10, 15)];

        Assert.Equal([new ByteRange(15, 5)], Assert.IsType<ProofOutcome.Unproven>(Check(path, others)).Bridges);
        Assert.IsType<ProofOutcome.Conflicting>(Check(path, [.. others, Cut(Ones, 15, 20)]));
    }

    [Fact]
    public void Equal_checksums_with_different_digests_are_a_conflict()
    {
        var block = Cut(Ones, 0, 5);

        Assert.IsType<ProofOutcome.Conflicting>(Check([block], [block with { Sha256 = default }]));
    }

    [Fact]
    public void Chunks_that_contradict_each_other_far_apart_are_named_apart()
    {
        var path = Enumerable.Range(0, 10).Select(i => Cut(Ones, 2 * i, (2 * i) + 2)).ToArray();

        var conflict = Assert.IsType<ProofOutcome.Conflicting>(Check(path, [Cut(Twos, 0, 2), Cut(Twos, 10, 14), Cut(Twos, 12, 16)]));

        Assert.Equal([new ByteRange(0, 2), new ByteRange(10, 6)], conflict.Ranges);
    }

    [Fact]
    public void What_is_equal_is_equal_byte_for_byte_and_what_conflicts_differs() => Always.Holds(AnyCase(), given =>
    {
        switch (given.Check())
        {
            case ProofOutcome.Equal:
                Assert.All(given.Contents, block => Assert.Equal(given.Text.Substring(block.Offset, block.Content.Length), block.Content));
                break;
            case ProofOutcome.Conflicting conflict:
                Assert.Contains(given.Contents, block => given.Text.Substring(block.Offset, block.Content.Length) != block.Content
                    && conflict.Ranges.Any(range => range.Offset < block.Offset + block.Content.Length && block.Offset < range.End));
                break;
        }
    });

    [Fact]
    public void One_version_never_conflicts_and_the_bridges_prove_it() => Always.Holds(AnyCase(versions: 1), given =>
    {
        if (given.Check() is ProofOutcome.Unproven unproven)
        {
            Assert.Equal(unproven.Bridges, unproven.Bridges.Distinct());
            Assert.IsType<ProofOutcome.Equal>(given.With(unproven.Bridges, 'a').Check());
        }
        else
        {
            Assert.IsType<ProofOutcome.Equal>(given.Check());
        }
    });

    [Fact]
    public void Once_the_bridges_are_there_of_whatever_version_everything_is_decided() => Always.Holds(
        from given in AnyCase()
        from version in Gen.Choose(0, 1)
        select (given, version),
        pair =>
        {
            if (pair.given.Check() is ProofOutcome.Unproven unproven)
            {
                Assert.IsNotType<ProofOutcome.Unproven>(pair.given.With(unproven.Bridges, (char)('a' + pair.version)).Check());
            }
        });

    [Fact]
    public void Neither_the_order_of_the_blocks_nor_the_tiling_that_was_chosen_decides() => Always.Holds(
        from given in AnyCase()
        from seed in Gen.Choose(0, int.MaxValue)
        select (given, seed),
        pair =>
        {
            var blocks = pair.given.Blocks.ToArray();
            new Random(pair.seed).Shuffle(blocks);
            Assert.Equivalent(pair.given.Check(), ChunkProof.Check(blocks, pair.given.Path));

            // Another tiling: by the ledger, where the case takes any.
            var assembled = Blocks.Ledger(pair.given.Text.Length, blocks).Assemble();
            if (assembled is AssemblyOutcome.Whole { File: var file })
            {
                Assert.Equal(pair.given.Check().GetType(), ChunkProof.Check(blocks, file.Blocks).GetType());
            }
        });

    private static ProofOutcome Check(BlockId[] path, BlockId[] others) => ChunkProof.Check([.. others, .. path], path);

    private static BlockId Cut(string content, int start, int end) => TextBlocks.Plain(start, content[start..end]);

    private static Gen<ProofCase> AnyCase(int versions = 2) =>
        from length in Gen.Choose(1, 12)
        from others in Gen.Choose(0, 6)
        from seed in Gen.Choose(0, int.MaxValue)
        select ProofCase.Make(length, others, versions, new Random(seed));
}
