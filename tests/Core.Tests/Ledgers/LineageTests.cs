using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class LineageTests
{
    private static readonly BlockGroup Group = new(7, 1);

    [Fact]
    public void An_empty_list_stands_at_the_beginning()
    {
        var lineage = TextBlocks.Read(10);

        Assert.Equal(default, lineage.Tip);
        Assert.False(lineage.IsContested);
        Assert.True(lineage.MayEndAt(LineagePoint.Start));
    }

    [Fact]
    public void Blocks_that_continue_one_another_are_counted()
    {
        var lineage = TextBlocks.Read(10, TextBlocks.Linear("ab", "cd"), TextBlocks.Linear("", "ab"), TextBlocks.Linear("abcd", "e"));

        Assert.Equal(new StreamTip(TextBlocks.After("abcde"), 3), lineage.Tip);
    }

    [Fact]
    public void A_block_after_other_bytes_does_not_count_and_is_no_conflict()
    {
        var lineage = TextBlocks.Read(10, TextBlocks.Linear("", "ab"), TextBlocks.Linear("xy", "cd"));

        Assert.Equal(TextBlocks.After("ab"), lineage.Prefix);
        Assert.False(lineage.IsContested);
    }

    [Fact]
    public void Two_contents_of_one_length_are_contested_and_the_prefix_is_before_them()
    {
        BlockId[] blocks = [TextBlocks.Linear("", "ab"), TextBlocks.Linear("ab", "cd"), TextBlocks.Linear("ab", "xy")];
        var lineage = TextBlocks.Read(10, [.. blocks, TextBlocks.Linear("abcd", "e")]);

        Assert.True(lineage.IsContested);
        Assert.Equal(TextBlocks.After("ab"), lineage.Prefix);
        Assert.True(lineage.MayEndAt(TextBlocks.After("abcd")));
        Assert.False(lineage.MayEndAt(TextBlocks.After("abcde")));
    }

    [Fact]
    public void The_same_bytes_cut_otherwise_are_one_content()
    {
        BlockId[] cut = [TextBlocks.Linear("", "a"), TextBlocks.Linear("a", "b"), TextBlocks.Linear("ab", "c")];
        var lineage = TextBlocks.Read(3, [.. cut, TextBlocks.Linear("", "abc")]);

        Assert.False(lineage.IsContested);
        var file = Assert.IsType<HeadStep.Complete>(StreamRules.Ask(lineage, 3)).File;
        Assert.Equal([TextBlocks.Linear("", "abc")], file.Blocks);
    }

    [Fact]
    public void After_a_fence_only_blocks_of_its_epoch_extend_the_prefix_and_older_ones_lead_to_it()
    {
        BlockId[] met = [TextBlocks.Linear("", "ab"), TextBlocks.Linear("ab", "cd"), TextBlocks.Linear("ab", "xy")];
        BlockId[] old = [.. met, TextBlocks.Fence("ab", 1)];
        Assert.Equal(new StreamTip(TextBlocks.After("ab", 1), 1), TextBlocks.Read(10, old).Tip);
        Assert.False(TextBlocks.Read(10, old).IsContested);

        var more = TextBlocks.Read(4, [.. old, TextBlocks.Linear("ab", "xy", 1)]);

        Assert.Equal(new StreamTip(TextBlocks.After("abxy", 1), 2), more.Tip);
        var file = Assert.IsType<EndStep.Commit>(StreamRules.End(more, more.Tip)).File;
        Assert.Equal(TextBlocks.Of("abxy").Crc64, file.Digests.Crc64Nvme);
    }

    [Fact]
    public void A_sealed_body_continues_the_file_as_its_seal_says()
    {
        var blocks = TextBlocks.Sealed(Group, "ab", 0, "c", "de");

        Assert.Equal(new StreamTip(TextBlocks.After("abcde"), 3), TextBlocks.Read(10, [TextBlocks.Linear("", "ab"), .. blocks]).Tip);
        Assert.Equal(TextBlocks.After("xy"), TextBlocks.Read(10, [TextBlocks.Linear("", "xy"), .. blocks]).Prefix);
        Assert.Equal(TextBlocks.After("ab"), TextBlocks.Read(10, [TextBlocks.Linear("", "ab"), .. blocks.Take(2)]).Prefix);
    }

    [Fact]
    public void Sealed_pieces_that_do_not_follow_one_another_do_not_count()
    {
        var blocks = TextBlocks.Sealed(Group, "", 0, "a", "bc", "d");

        Assert.Equal(0, TextBlocks.Read(10, blocks.Where((_, i) => i != 0)).Prefix.Offset);
        Assert.Equal(0, TextBlocks.Read(10, blocks.Where((_, i) => i != 1)).Prefix.Offset);
        Assert.Equal(0, TextBlocks.Read(10, blocks.Where((_, i) => i != 2)).Prefix.Offset);
        Assert.Equal(0, TextBlocks.Read(10, [.. blocks, blocks[1] with { Sha256 = default }]).Prefix.Offset);
        Assert.Equal(0, TextBlocks.Read(10, [.. blocks, BlockId.ForSeal(default, 3, Group)]).Prefix.Offset);
        Assert.Equal(0, TextBlocks.Read(3, blocks).Prefix.Offset);
        Assert.Equal(4, TextBlocks.Read(4, blocks).Prefix.Offset);
    }

    [Fact]
    public void Plain_chunks_continue_the_one_content_there_is()
    {
        var lineage = TextBlocks.Read(10, TextBlocks.Plain(0, "ab"), TextBlocks.Linear("ab", "cd"), TextBlocks.Plain(4, "e"));

        Assert.Equal(new StreamTip(TextBlocks.After("abcde"), 3), lineage.Tip);
    }

    [Fact]
    public void A_plain_chunk_after_two_contents_makes_its_end_contested()
    {
        BlockId[] plain = [TextBlocks.Plain(0, "ab"), TextBlocks.Plain(2, "cd")];
        BlockId[] linear = [TextBlocks.Linear("", "xy"), TextBlocks.Linear("", "xyz"), TextBlocks.Linear("xyz", "1")];
        var lineage = TextBlocks.Read(5, [.. plain, .. linear, TextBlocks.Linear("xyz1", "2")]);

        Assert.True(lineage.IsContested);
        Assert.Equal(3, lineage.Prefix.Offset);
        Assert.True(lineage.MayEndAt(TextBlocks.After("xyz1")));
        Assert.False(lineage.MayEndAt(TextBlocks.After("xyz12")));
    }

    [Fact]
    public void Plain_chunks_before_a_fence_lead_to_it_whatever_comes_later()
    {
        BlockId[] blocks =
        [
            TextBlocks.Plain(0, "ab"), TextBlocks.Plain(2, "cd"), TextBlocks.Fence("abcd", 1),
            TextBlocks.Linear("", "xy"), TextBlocks.Plain(0, "uv"), TextBlocks.Plain(4, "e"),
        ];
        var lineage = TextBlocks.Read(4, blocks);

        Assert.Equal(new StreamTip(TextBlocks.After("abcd", 1), 2), lineage.Tip);
        Assert.False(lineage.IsContested);
        Assert.Equal([blocks[0], blocks[1]], Assert.IsType<HeadStep.Complete>(StreamRules.Ask(lineage, 4)).File.Blocks);
    }

    [Fact]
    public void What_is_not_ours_has_another_size_or_lies_beyond_the_end_does_not_count()
    {
        var block = TextBlocks.Linear("", "abc");
        StagedBlock[] listed =
        [
            new("bm90IG91cnM=", 3),
            block.Listed() with { SizeBytes = 4 },
            TextBlocks.Linear("", "abcdef").Listed(),
            TextBlocks.Fence("abcdef", 3).Listed(),
            TextBlocks.Fence("", 2).Listed() with { SizeBytes = 9 },
        ];

        var lineage = Lineage.Read(5, listed);

        Assert.Equal(default, lineage.Tip);
        Assert.Equal(0, lineage.Epoch);
    }

    [Fact]
    public void A_fence_to_which_no_blocks_lead_cannot_be_completed()
    {
        var lineage = TextBlocks.Read(4, TextBlocks.Fence("abcd", 1));

        Assert.IsType<HeadStep.Lost>(StreamRules.Ask(lineage, 4));
        Assert.IsType<EndStep.Refuse>(StreamRules.End(lineage, lineage.Tip));
    }

    [Fact]
    public void More_blocks_than_a_blob_can_have_are_counted()
    {
        var tip = default(StreamTip);
        var piece = TextBlocks.Of("a");
        var blocks = new List<BlockId>();
        for (var i = 0; i <= BlockLimits.MaxCommittedBlocks; i++)
        {
            blocks.Add(tip.BlockOf(piece));
            tip = tip.After(piece);
        }

        var lineage = TextBlocks.Read(blocks.Count, blocks);

        Assert.Equal(tip, lineage.Tip);
        Assert.Equal(new HeadStep.TooManyBlocks(blocks.Count), StreamRules.Ask(lineage, blocks.Count));
        Assert.Equal(new EndStep.TooManyBlocks(blocks.Count), StreamRules.End(lineage, tip));
    }
}
