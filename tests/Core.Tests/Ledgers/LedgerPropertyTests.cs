using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class LedgerPropertyTests
{
    [Fact]
    public void Exactly_the_blocks_that_are_ours_and_lie_in_the_file_count() => Always.Holds(LedgerCase.Any(variants: 3), given =>
    {
        var chunks = given.Ledger().Chunks;

        Assert.Equal(given.Counting.Distinct().ToHashSet(), chunks.ToHashSet());
        Assert.Equal(chunks.Count, chunks.Distinct().Count());
        Assert.Equal(
            chunks.OrderBy(chunk => chunk.Offset).ThenBy(chunk => chunk.Length).Select(chunk => chunk.Range),
            chunks.Select(chunk => chunk.Range));
    });

    [Fact]
    public void What_is_missing_is_the_least_of_all_ways_to_make_the_file_whole() => Always.Holds(LedgerCase.Any(), given =>
    {
        var ledger = given.Ledger();

        Assert.Equal(LedgerModel.Best(given.LengthBytes, given.Counting).Missing, ledger.BytesMissing);
        Assert.Equal(ledger.BytesMissing, ledger.Missing.Sum(range => range.Length));
        Assert.Equal(given.LengthBytes - ledger.BytesMissing, ledger.BytesReceived);
    });

    [Fact]
    public void Missing_and_received_ranges_together_are_the_file_and_neighbours_are_joined() => Always.Holds(LedgerCase.Any(), given =>
    {
        var ledger = given.Ledger();

        LedgerModel.AssertTiles(given.LengthBytes, ledger.Missing.Concat(ledger.Received).OrderBy(range => range.Offset));
        Assert.All(ledger.Missing.Zip(ledger.Missing.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Offset));
        Assert.All(ledger.Received.Zip(ledger.Received.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Offset));
    });

    [Fact]
    public void Chunks_that_tile_what_is_missing_make_the_file_whole() => Always.Holds(
        from given in LedgerCase.Any()
        from seed in Gen.Choose(0, int.MaxValue)
        select (given, seed),
        pair =>
        {
            var random = new Random(pair.seed);
            var sent = pair.given.Ledger().Missing.SelectMany(range => Cut(range, random)).Select(
                range => Blocks.Plain(range.Offset, range.Length));

            var outcome = Ledger.Read(pair.given.LengthBytes, [.. pair.given.Listed, .. sent.Listed()]).Assemble();

            Assert.IsType<AssemblyOutcome.Whole>(outcome);
        });

    [Fact]
    public void A_whole_file_is_tiled_exactly_and_by_the_fewest_blocks() => Always.Holds(LedgerCase.Any(maxLength: 6), given =>
    {
        var (missing, blockCount) = LedgerModel.Best(given.LengthBytes, given.Counting);
        switch (given.Ledger().Assemble())
        {
            case AssemblyOutcome.Whole { File: var file }:
                Assert.Equal(0, missing);
                LedgerModel.AssertTiles(given.LengthBytes, file.Blocks.Select(block => block.Range));
                Assert.Equal(blockCount, file.Blocks.Count);
                Assert.All(file.Blocks, block => Assert.Contains(block, given.Counting));
                break;
            case AssemblyOutcome.Incomplete incomplete:
                Assert.NotEqual(0, missing);
                Assert.Equal(missing, incomplete.Missing.Sum(range => range.Length));
                break;
            case var other:
                Assert.Fail($"{other}");
                break;
        }
    });

    [Fact]
    public void The_order_of_the_list_changes_nothing() => Always.Holds(
        from given in LedgerCase.Any(variants: 2)
        from seed in Gen.Choose(0, int.MaxValue)
        select (given, seed),
        pair =>
        {
            var (one, other) = (pair.given.Ledger(), Ledger.Read(pair.given.LengthBytes, pair.given.Shuffled(pair.seed)));

            Assert.Equal(one.Chunks, other.Chunks);
            Assert.Equal(one.Missing, other.Missing);
            Assert.Equal(one.ContiguousPrefix, other.ContiguousPrefix);
            Assert.Equal(one.Assemble().GetType(), other.Assemble().GetType());
            if (one.Assemble() is AssemblyOutcome.Whole { File: var file }
                && other.Assemble() is AssemblyOutcome.Whole { File: var otherFile })
            {
                Assert.Equal(file.Blocks, otherFile.Blocks);
                Assert.Equal(file.Digests, otherFile.Digests);
            }
        });

    [Fact]
    public void The_contiguous_prefix_is_as_far_as_a_chain_of_blocks_reaches() => Always.Holds(LedgerCase.Any(), given =>
        Assert.Equal(LedgerModel.Prefix(given.Counting), given.Ledger().ContiguousPrefix));

    [Fact]
    public void No_block_that_arrives_makes_the_prefix_fall_or_more_be_missing() => Always.Holds(LedgerCase.Any(maxBlocks: 20), given =>
    {
        var (prefix, missing) = (0L, given.LengthBytes);
        for (var count = 1; count <= given.Listed.Count; count++)
        {
            var ledger = Ledger.Read(given.LengthBytes, given.Listed.Take(count));

            Assert.True(ledger.ContiguousPrefix >= prefix);
            Assert.True(ledger.BytesMissing <= missing);
            (prefix, missing) = (ledger.ContiguousPrefix, ledger.BytesMissing);
        }
    });

    [Fact]
    public void The_answers_are_the_same_at_every_magnitude() => Always.Holds(LedgerCase.Any(), given =>
    {
        const long Scale = 1 << 28;
        var far = Blocks.Ledger(
            given.LengthBytes * Scale, given.Counting.Select(block => Blocks.Plain(block.Offset * Scale, block.Length * Scale)));

        Assert.Equal(given.Ledger().Missing.Select(range => new ByteRange(range.Offset * Scale, range.Length * Scale)), far.Missing);
        Assert.Equal(given.Ledger().ContiguousPrefix * Scale, far.ContiguousPrefix);
    });

    [Fact]
    public void The_ranges_with_different_contents_are_named_with_all_of_them() =>
        Always.Holds(LedgerCase.Any(maxLength: 3, variants: 3), given =>
    {
        var expected = given.Counting.Distinct()
            .GroupBy(block => block.Range)
            .Where(range => range.Count() > 1)
            .OrderBy(range => range.Key.Offset)
            .ThenBy(range => range.Key.Length)
            .ToList();
        var conflicts = given.Ledger().Conflicts();

        Assert.Equal(expected.Select(range => range.Key), conflicts.Select(conflict => conflict.Range));
        Assert.All(
            conflicts.Zip(expected),
            pair => Assert.Equal(pair.Second.Select(block => block.Sha256).ToHashSet(), pair.First.Digests.ToHashSet()));
    });

    private static IEnumerable<ByteRange> Cut(ByteRange range, Random random)
    {
        for (var at = range.Offset; at < range.End;)
        {
            var length = random.NextInt64(1, range.End - at + 1);
            yield return new ByteRange(at, length);
            at += length;
        }
    }
}
