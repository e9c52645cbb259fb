using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="ICommitStore"/> promises.</summary>
[ContractOf(typeof(ICommitStore))]
public abstract class CommitStoreContract : StorageContract
{
    [Fact]
    public async Task The_file_consists_of_the_blocks_in_the_order_of_the_list()
    {
        var id = NextId();
        var staged = await StageRowAsync(id, 5);
        SampleBlock[] file = [staged[3], staged[0], staged[4], staged[1], staged[2]];
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(id, file));
        Assert.Equal(file.SelectMany(block => block.Content), await ReadAsync(id));
    }

    [Fact]
    public async Task Committing_the_same_list_again_is_success_and_changes_nothing()
    {
        var id = NextId();
        var file = await StageRowAsync(id, 3);
        await CommitAsync(id, file);
        var before = await ETagAsync(id);
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(id, file));
        Assert.Equal(before, await ETagAsync(id));
    }

    [Fact]
    public async Task A_file_is_never_replaced_by_another()
    {
        var id = NextId();
        var file = await StageRowAsync(id, 3);
        await CommitAsync(id, file);
        var late = SampleBlock.Of(0, 50);
        await late.StageAsync(Storage.Blocks, id);

        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id, late));
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id, file[0], file[1]));
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id, SampleBlock.Of(0, 60)));
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id));
        Assert.Equal(file.SelectMany(block => block.Content), await ReadAsync(id));
    }

    [Fact]
    public async Task Where_a_block_is_not_there_nothing_is_committed_and_what_is_there_stays()
    {
        var id = NextId();
        var staged = await StageRowAsync(id, 3);
        Assert.Equal(CommitOutcome.BlocksGone, await CommitAsync(id, [.. staged, SampleBlock.Of(300, 10)]));
        Assert.Equal(3, (await Storage.Blocks.ListAsync(id, None)).Staged.Count);
        Assert.Null(await Storage.Contents.OpenAsync(id, None));
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(id, staged));
    }

    [Fact]
    public async Task Where_nothing_was_staged_the_blocks_are_gone() =>
        Assert.Equal(CommitOutcome.BlocksGone, await CommitAsync(NextId(), SampleBlock.Of(0, 10)));

    [Fact]
    public async Task Staged_blocks_that_the_list_does_not_name_are_removed()
    {
        var id = NextId();
        var staged = await StageRowAsync(id, 3);
        await CommitAsync(id, staged[1]);
        Assert.Empty((await Storage.Blocks.ListAsync(id, None)).Staged);
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_list_and_may_be_committed_twice()
    {
        var id = NextId();
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(id));
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(id));
        Assert.Empty(await ReadAsync(id));
        Assert.Empty((await Storage.Blocks.ListAsync(id, None)).Committed ?? []);

        var late = SampleBlock.Of(0, 10);
        await late.StageAsync(Storage.Blocks, id);
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id, late));
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(id, SampleBlock.Of(0, 20)));
    }

    [Fact]
    public async Task More_blocks_than_a_file_can_have_are_a_mistake_of_the_caller()
    {
        var block = SampleBlock.Of(0, 10);
        var list = Enumerable.Repeat(block.Id, BlockLimits.MaxCommittedBlocks + 1).ToList();
        await Assert.ThrowsAsync<ArgumentException>(
            () => Storage.Commits.CommitAsync(SampleSession.Committing(NextId(), [block.Id]), list, None));
    }

    [Fact]
    public async Task Commits_of_the_same_list_at_once_all_succeed()
    {
        var id = NextId();
        var file = await StageRowAsync(id, 20);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CommitAsync(id, file)));
        Assert.All(outcomes, outcome => Assert.Equal(CommitOutcome.Committed, outcome));
        Assert.Equal(file.SelectMany(block => block.Content), await ReadAsync(id));
    }

    [Fact]
    public async Task Of_commits_of_different_lists_at_once_exactly_one_succeeds()
    {
        var id = NextId();
        var staged = await StageRowAsync(id, 6);
        var outcomes = await Task.WhenAll(staged.Select(block => CommitAsync(id, block)));
        Assert.Single(outcomes, CommitOutcome.Committed);
        Assert.Equal(5, outcomes.Count(outcome => outcome is CommitOutcome.OtherContent));
        Assert.Equal(staged[Array.IndexOf(outcomes, CommitOutcome.Committed)].Content, await ReadAsync(id));
    }

    [Fact]
    public async Task Discarding_leaves_neither_staged_blocks_nor_a_file_and_may_be_repeated()
    {
        var staged = NextId();
        await StageRowAsync(staged, 3);
        var committed = NextId();
        await CommitAsync(committed, await StageRowAsync(committed, 3));
        await SampleBlock.Of(0, 10).StageAsync(Storage.Blocks, committed);
        foreach (var id in new[] { staged, committed, NextId(), staged, committed })
        {
            await Storage.Commits.DiscardAsync(id, None);
            var listing = await Storage.Blocks.ListAsync(id, None);
            Assert.Empty(listing.Staged);
            Assert.Null(listing.Committed);
            Assert.Null(await Storage.Contents.OpenAsync(id, None));
        }
    }

    [Fact]
    public async Task Discarding_touches_no_other_upload_and_the_discarded_one_can_start_again()
    {
        var (discarded, other) = (NextId(), NextId());
        await StageRowAsync(discarded, 3);
        await StageRowAsync(other, 3);
        await Storage.Commits.DiscardAsync(discarded, None);
        Assert.Equal(3, (await Storage.Blocks.ListAsync(other, None)).Staged.Count);

        var file = await StageRowAsync(discarded, 2);
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(discarded, file));
    }

    [Fact]
    public async Task A_file_under_a_name_that_two_uploads_have_is_the_first_ones_whatever_the_other_does()
    {
        var name = SharedName();
        var (first, second) = (new UploadBlob(NextId(), name), new UploadBlob(NextId(), name));
        var block = SampleBlock.Of(0, 100);
        await Storage.Blocks.StageAsync(first, block.Id, new(block.Content), None);
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(first, block));

        // The same bytes, and so the same list: it is not the second one's file for all that.
        await Storage.Blocks.StageAsync(second, block.Id, new(block.Content), None);
        Assert.Equal(CommitOutcome.OtherContent, await CommitAsync(second, block));
        await Storage.Commits.DiscardAsync(second, None);
        Assert.Equal(block.Content, await (await Storage.Contents.OpenAsync(first, None))!.Stream.ReadAllAsync());
        Assert.Null(await Storage.Contents.OpenAsync(second, None));
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(first, block));

        await Storage.Commits.DiscardAsync(first, None);
        Assert.Null(await Storage.Contents.OpenAsync(first, None));
    }

    [Fact]
    public async Task Blocks_that_are_staged_under_a_shared_name_are_discarded_too_and_may_be_twice()
    {
        var blob = new UploadBlob(NextId(), SharedName());
        var block = SampleBlock.Of(0, 100);
        await Storage.Blocks.StageAsync(blob, block.Id, new(block.Content), None);
        await Storage.Commits.DiscardAsync(blob, None);
        await Storage.Commits.DiscardAsync(blob, None);
        Assert.Empty((await Storage.Blocks.ListAsync(blob, None)).Staged);
        Assert.Null(await Storage.Contents.OpenAsync(blob, None));
    }

    [Theory]
    [InlineData("a b/März 📈/100%.pdf")]
    [InlineData("q?x=1#y&z+w/%2e%2e%2F;=@,'()[]{}|^`~!$*:<>\"")]
    public async Task A_name_is_escaped_once_on_its_way_and_stays_what_it_is(string text)
    {
        Assert.True(BlobName.TryParse($"{text}-{Guid.NewGuid():N}", out var name, out _));
        var (blob, other) = (new UploadBlob(NextId(), name), new UploadBlob(NextId(), SharedName()));
        var block = SampleBlock.Of(0, 100);
        await Storage.Blocks.StageAsync(blob, block.Id, new(block.Content), None);
        Assert.Single((await Storage.Blocks.ListAsync(blob, None)).Staged);
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(blob, block));
        Assert.Equal(block.Content, await (await Storage.Contents.OpenAsync(blob, None))!.Stream.ReadAllAsync());
        Assert.Null(await Storage.Contents.OpenAsync(other, None));
        Assert.Contains(name.Value, await NamesAsync());
    }

    [Fact]
    public async Task Every_call_heeds_its_token() => await AssertHeedTheirTokenAsync(
        token => Storage.Commits.CommitAsync(SampleSession.Committing(NextId(), []), [], token),
        token => Storage.Commits.DiscardAsync(NextId(), token));

    /// <summary>The names of all blobs, as the storage itself tells them.</summary>
    protected abstract Task<IReadOnlyList<string>> NamesAsync();

    private static BlobName SharedName() =>
        BlobName.TryParse($"reports/{Guid.NewGuid():N}.pdf", out var name, out _) ? name : default;

    private Task<CommitOutcome> CommitAsync(UploadBlob blob, params SampleBlock[] file)
    {
        BlockId[] blocks = [.. file.Select(block => block.Id)];
        var session = SampleSession.Committing(blob.Upload, blocks) with { BlobName = blob.Name };
        return Storage.Commits.CommitAsync(session, blocks, None);
    }

    private Task<CommitOutcome> CommitAsync(UploadId id, params SampleBlock[] file)
    {
        BlockId[] blocks = [.. file.Select(block => block.Id)];
        return Storage.Commits.CommitAsync(SampleSession.Committing(id, blocks), blocks, None);
    }

    private async Task<byte[]> ReadAsync(UploadId id) => await (await Storage.Contents.OpenAsync(id, None))!.Stream.ReadAllAsync();

    private async Task<string> ETagAsync(UploadId id)
    {
        var content = await Storage.Contents.OpenAsync(id, None);
        await content!.Stream.DisposeAsync();
        return content.ETag;
    }
}
