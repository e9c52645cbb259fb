using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>As many blocks as Azure keeps staged, made so that a careless reader takes the square of their number.</summary>
public class HostileListTests
{
    private const int Half = 50_000;
    private static readonly ChunkDigests Byte = TextBlocks.Of("a");

    [Fact]
    public void Every_content_for_one_byte_and_a_block_after_each()
    {
        var blocks = new List<BlockId>();
        for (var i = 0; i < Half; i++)
        {
            var content = Byte with { Crc64 = (ulong)i + 1 };
            blocks.Add(BlockId.ForLinear(LineagePoint.Start, content));
            blocks.Add(BlockId.ForLinear(LineagePoint.Start.After(content), Byte));
        }

        var lineage = TextBlocks.Read(null, blocks);

        Assert.True(lineage.IsContested);
        Assert.Equal(LineagePoint.Start, lineage.Prefix);
    }

    [Fact]
    public void Plain_chunks_after_a_thousand_contents_that_a_fence_made_void()
    {
        const int Contents = 1000;
        var blocks = Enumerable.Range(1, Contents).Select(i => BlockId.ForLinear(LineagePoint.Start, Byte with { Crc64 = (ulong)i })).ToList();
        blocks.Add(BlockId.ForFence(blocks[0].Point with { Epoch = 1 }));
        blocks.AddRange(Enumerable.Range(0, (2 * Half) - Contents).Select(i => BlockId.ForChunk(1 + (i / 100), Byte with { Crc64 = (ulong)i })));

        var lineage = TextBlocks.Read(null, blocks);

        Assert.False(lineage.IsContested);
        Assert.Equal(new LineagePoint(0, 0, 1), lineage.Prefix);
    }

    [Fact]
    public void Chunks_that_begin_and_end_within_one_block_of_the_file()
    {
        var file = TextBlocks.Plain(0, new string('a', 4 * Half));
        var others = Enumerable.Range(0, 2 * Half).Select(i => TextBlocks.Plain((2 * i) + 1, "a")).ToList();

        var unproven = Assert.IsType<ProofOutcome.Unproven>(ChunkProof.Check([file, .. others], [file]));

        Assert.Equal(others.Count, unproven.Blocks.Count);

        // One before each, and none after the last, which ends the file.
        Assert.Equal(others.Count, unproven.Bridges.Count);
    }

    [Fact]
    public void Chunks_that_all_contradict_the_file()
    {
        var file = Enumerable.Range(0, Half).Select(i => TextBlocks.Plain(i, "a")).ToList();
        var others = file.Select(block => TextBlocks.Plain((int)block.Offset, "b"));

        var conflict = Assert.IsType<ProofOutcome.Conflicting>(ChunkProof.Check([.. file, .. others], file));

        Assert.InRange(conflict.Ranges.Count, 1, 100);
    }
}
