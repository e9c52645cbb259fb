using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class StreamRulesTests
{
    [Fact]
    public void Asking_tells_where_the_next_body_continues() =>
        Assert.Equal(
            new HeadStep.Answer(new StreamTip(TextBlocks.After("ab"), 1)),
            StreamRules.Ask(TextBlocks.Read(4, TextBlocks.Linear("", "ab")), 4));

    [Fact]
    public void Asking_after_two_contents_met_stages_a_fence_of_the_next_epoch()
    {
        var lineage = TextBlocks.Read(4, TextBlocks.Linear("", "a"), TextBlocks.Linear("a", "b"), TextBlocks.Linear("a", "x"));

        Assert.Equal(new HeadStep.Fence(TextBlocks.Fence("a", 1), new StreamTip(TextBlocks.After("a", 1), 1)), StreamRules.Ask(lineage, 4));
    }

    [Fact]
    public void A_file_that_is_whole_is_completed_although_something_else_is_contested()
    {
        // A client that hears the file's length as offset sends no more: nobody would complete it later.
        var lineage = TextBlocks.Read(3, TextBlocks.Linear("", "a"), TextBlocks.Linear("", "x"), TextBlocks.Linear("", "abc"));

        Assert.True(lineage.IsContested);
        Assert.Equal([TextBlocks.Linear("", "abc")], Assert.IsType<HeadStep.Complete>(StreamRules.Ask(lineage, 3)).File.Blocks);
    }

    [Fact]
    public void A_file_of_no_bytes_is_whole_at_once() =>
        Assert.Empty(Assert.IsType<HeadStep.Complete>(StreamRules.Ask(TextBlocks.Read(0), 0)).File.Blocks);

    [Fact]
    public void A_file_whose_length_is_not_declared_is_not_completed() =>
        Assert.IsType<HeadStep.Answer>(StreamRules.Ask(TextBlocks.Read(null, TextBlocks.Linear("", "ab")), null));

    [Fact]
    public void After_the_last_fence_that_an_id_can_name_the_upload_is_lost()
    {
        BlockId[] blocks = [TextBlocks.Fence("", ushort.MaxValue), TextBlocks.Linear("", "a", ushort.MaxValue)];
        Assert.IsType<HeadStep.Answer>(StreamRules.Ask(TextBlocks.Read(4, blocks), 4));

        Assert.IsType<HeadStep.Lost>(StreamRules.Ask(TextBlocks.Read(4, [.. blocks, TextBlocks.Linear("", "b", ushort.MaxValue)]), 4));
    }

    [Fact]
    public void A_body_that_continues_what_is_remembered_needs_no_list()
    {
        Assert.True(StreamRules.IsWarm(new StreamTip(TextBlocks.After("ab"), 1), 2));
        Assert.False(StreamRules.IsWarm(new StreamTip(TextBlocks.After("ab"), 1), 0));
        Assert.False(StreamRules.IsWarm(null, 0));
    }

    [Fact]
    public void Any_other_body_is_taken_where_the_list_stands_unless_two_contents_met()
    {
        BlockId[] blocks = [TextBlocks.Linear("", "ab")];
        var tip = new StreamTip(TextBlocks.After("ab"), 1);
        Assert.Equal(new BodyStep.Take(tip), StreamRules.Begin(TextBlocks.Read(9, blocks), 2));
        Assert.Equal(new BodyStep.Refuse(tip), StreamRules.Begin(TextBlocks.Read(9, blocks), 1));

        var contested = TextBlocks.Read(9, [.. blocks, TextBlocks.Linear("ab", "c"), TextBlocks.Linear("ab", "x")]);
        Assert.Equal(new BodyStep.Refuse(tip), StreamRules.Begin(contested, 2));
    }

    [Fact]
    public void What_is_remembered_advances_only_from_the_same_bytes_and_epoch()
    {
        var (start, to) = (new StreamTip(TextBlocks.After("ab"), 1), new StreamTip(TextBlocks.After("abc"), 2));
        StreamTip[] elsewhere = [new(TextBlocks.After("xy"), 1), new(TextBlocks.After("ab", 1), 1), new(TextBlocks.After("a"), 1)];

        Assert.Equal(to, StreamRules.Advance(start with { BlockCount = 9 }, start, to));
        Assert.Null(StreamRules.Advance(null, start, to));
        Assert.All(elsewhere, other => Assert.Equal(other, StreamRules.Advance(other, start, to)));
    }

    [Fact]
    public void A_body_whose_epoch_is_over_does_not_end_the_file()
    {
        var own = new StreamTip(TextBlocks.After("abc"), 2);
        BlockId[] blocks = [TextBlocks.Linear("", "ab"), TextBlocks.Linear("ab", "c")];
        Assert.IsType<EndStep.Commit>(StreamRules.End(TextBlocks.Read(3, blocks), own));

        Assert.IsType<EndStep.Refuse>(StreamRules.End(TextBlocks.Read(3, [.. blocks, TextBlocks.Fence("ab", 1)]), own));
        BlockId[] again = [.. blocks, TextBlocks.Fence("", 1), TextBlocks.Linear("", "abc", 1)];
        Assert.IsType<EndStep.Refuse>(StreamRules.End(TextBlocks.Read(3, again), own));
    }

    [Fact]
    public void A_body_that_follows_a_contested_offset_does_not_end_the_file_but_one_that_meets_another_at_the_end_does()
    {
        BlockId[] blocks = [TextBlocks.Linear("", "a"), TextBlocks.Linear("a", "bb"), TextBlocks.Linear("", "xxx")];
        var own = new StreamTip(TextBlocks.After("abb"), 2);
        Assert.Equal(blocks.Take(2), Assert.IsType<EndStep.Commit>(StreamRules.End(TextBlocks.Read(3, blocks), own)).File.Blocks);

        Assert.IsType<EndStep.Refuse>(StreamRules.End(TextBlocks.Read(3, [.. blocks, TextBlocks.Linear("", "x")]), own));
    }

    [Fact]
    public void A_file_that_is_there_is_the_bodys_own_only_with_its_bytes()
    {
        var file = new FileAssembly([TextBlocks.Linear("", "abc")]).Digests;

        Assert.True(StreamRules.IsOwnFile(file, 3, new StreamTip(TextBlocks.After("abc", 4), 2)));
        Assert.False(StreamRules.IsOwnFile(file, 3, new StreamTip(TextBlocks.After("abd"), 2)));
        Assert.False(StreamRules.IsOwnFile(file, 3, new StreamTip(TextBlocks.After("ab"), 2)));
    }
}
