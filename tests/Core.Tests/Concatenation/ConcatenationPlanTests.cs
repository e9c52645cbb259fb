using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Concatenation;

public class ConcatenationPlanTests
{
    private static readonly SequentialUploadIds Ids = new();

    [Fact]
    public void Blocks_of_the_parts_are_moved_to_where_they_are_in_the_whole()
    {
        var (one, other) = (Source(70_000, 30_000), Source(5));

        var plan = ConcatenationPlan.Make([one, other, one], 50_000, 1 << 20)!;

        Assert.Equal(
            [(one.Blob, 0L), (one.Blob, 70_000), (other.Blob, 100_000), (one.Blob, 100_005), (one.Blob, 170_005)],
            plan.Select(block => (block.Source, block.Offset)));
        Assert.All(plan, block => Assert.Single(block.Pieces));
        Assert.Equal(new(70_000, 30_000), plan[4].From);
    }

    [Fact]
    public void Where_they_would_be_too_many_neighbours_of_one_part_are_put_together_and_no_more_than_need_be()
    {
        var sources = new[] { Source(Enumerable.Repeat(60_000, 10)), Source(Enumerable.Repeat(60_000, 10)) };

        Assert.Equal(20, ConcatenationPlan.Make(sources, 20, 1 << 30)!.Count);
        Assert.All(ConcatenationPlan.Make(sources, 19, 1 << 30)!, block => Assert.Equal(120_000, block.Range.Length));
        Assert.All(ConcatenationPlan.Make(sources, 9, 1 << 30)!, block => Assert.InRange(block.Range.Length, 120_000, 240_000));
    }

    [Fact]
    public void A_plan_that_cannot_be_made_is_none()
    {
        Assert.Null(ConcatenationPlan.Make([Source(10), Source(10), Source(10)], 2, 1 << 30));
        Assert.Null(ConcatenationPlan.Make([Source(Enumerable.Repeat(100_000, 10))], 5, 150_000));
        Assert.NotNull(ConcatenationPlan.Make([Source(Enumerable.Repeat(100_000, 10))], 5, 200_000));
    }

    [Fact]
    public void Empty_parts_are_no_blocks() => Assert.Empty(ConcatenationPlan.Make([Source(), Source()], 50_000, 1 << 20)!);

    [Fact]
    public void The_longest_file_of_the_smallest_blocks_that_fit_it_can_be_put_together()
    {
        // Four parts, each with as many blocks as a file may have: 200,000 blocks of 1.31 MiB.
        var quarter = Source(Enumerable.Repeat((int)(274_877_906_944 / 4 / 50_000), 50_000));

        var plan = ConcatenationPlan.Make([quarter, quarter, quarter, quarter], BlockLimits.MaxCommittedBlocks, 18 << 20)!;

        Assert.InRange(plan.Count, 1, BlockLimits.MaxCommittedBlocks);
        Assert.InRange(plan.Max(block => block.Range.Length), 1, 9 << 20);
    }

    [Fact]
    public void A_plan_names_the_blocks_of_its_sources_by_their_places_and_does_not_copy_them()
    {
        // As many as are put together at all: one part of 2,000 blocks, a hundred times.
        var part = Source(Enumerable.Repeat(4_096, 2_000));
        ConcatenationSource[] sources = [.. Enumerable.Repeat(part, PartsRule.MaxChunks / 2_000)];
        _ = ConcatenationPlan.Make(sources, BlockLimits.MaxCommittedBlocks, 18 << 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var plan = ConcatenationPlan.Make(sources, BlockLimits.MaxCommittedBlocks, 18 << 20)!;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(plan.Count, 1, BlockLimits.MaxCommittedBlocks);
        Assert.Equal(PartsRule.MaxChunks, plan.Sum(block => block.Count));

        // The ids alone of these blocks would be 16 MB.
        Assert.InRange(allocated, 1, 12_000_000);
    }

    [Fact]
    public void Every_plan_tiles_the_whole_from_the_parts_bytes_in_their_order() => Always.Holds(
        from lengths in Gen.Choose(1, 200_000).ArrayOf().ArrayOf()
        from max in Gen.Choose(1, 40)
        select (lengths, max),
        given =>
        {
            ConcatenationSource[] sources = [.. given.lengths.Select(lengths => Source(lengths))];
            if (ConcatenationPlan.Make(sources, given.max, 1 << 20) is not { } plan)
            {
                Assert.True(sources.Sum(source => source.Blocks.Count) > given.max);
                return;
            }

            Assert.InRange(plan.Count, 0, given.max);
            long at = 0;
            foreach (var block in plan)
            {
                Assert.Equal(at, block.Offset);
                at = block.Range.End;
            }

            Assert.Equal(
                sources.SelectMany(source => source.Blocks.Select(block => (source.Blob, block))),
                plan.SelectMany(block => block.Pieces.Select(piece => (block.Source, piece))));
            Assert.Equal(
                plan.Select(block => (block.Offset, block.Crc64)),
                ConcatenationPlan.Make(sources, given.max, 1 << 20)!.Select(block => (block.Offset, block.Crc64)));
        });

    [Fact]
    public void The_checksum_of_blocks_that_are_put_together_is_that_of_their_bytes()
    {
        var bytes = TestFile.OfLength(1_000).Bytes;
        BlockId[] pieces = [.. new[] { (0, 300), (300, 1), (301, 699) }.Select(
            piece => BlockId.ForChunk(piece.Item1, Digests.Of(bytes.AsSpan(piece.Item1, piece.Item2).ToArray())))];

        Assert.Equal(Crc64Nvme.Compute(bytes), new CopiedBlock(new ConcatenationSource(UploadBlob.Of(Ids.Next()), pieces), 0, 3, 77).Crc64);
    }

    private static ConcatenationSource Source(params IEnumerable<int> lengths)
    {
        var blocks = new List<BlockId>();
        long offset = 0;
        foreach (var length in lengths)
        {
            blocks.Add(new BlockId(BlockKind.Plain, offset, length, (ulong)offset, Sha256Digest.Of([1]), BlockGroup.None));
            offset += length;
        }

        return new ConcatenationSource(UploadBlob.Of(Ids.Next()), blocks);
    }
}
