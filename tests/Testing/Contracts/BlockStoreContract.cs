using System.Buffers;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IBlockStore"/> promises.</summary>
[ContractOf(typeof(IBlockStore))]
public abstract class BlockStoreContract : StorageContract
{
    [Fact]
    public async Task Staged_blocks_are_listed_with_their_sizes()
    {
        var id = NextId();
        SampleBlock[] blocks = [SampleBlock.Of(1000, 7), SampleBlock.Of(0, 1), SampleBlock.Of(1, 999)];
        foreach (var block in blocks)
        {
            await block.StageAsync(Storage.Blocks, id);
        }

        var listing = await Storage.Blocks.ListAsync(id, None);
        Assert.Equal(blocks.Select(block => new StagedBlock(block.Encoded, block.Content.Length)).ToHashSet(), listing.Staged.ToHashSet());
        Assert.Equal(3, listing.Staged.Count);
        Assert.Null(listing.Committed);
    }

    [Fact]
    public async Task Nothing_is_listed_where_nothing_was_staged()
    {
        await SampleBlock.Of(0, 10).StageAsync(Storage.Blocks, NextId());
        var listing = await Storage.Blocks.ListAsync(NextId(), None);
        Assert.Empty(listing.Staged);
        Assert.Null(listing.Committed);
    }

    [Fact]
    public async Task Staging_a_block_again_changes_nothing()
    {
        var id = NextId();
        var block = SampleBlock.Of(0, 100);
        await block.StageAsync(Storage.Blocks, id);
        await block.StageAsync(Storage.Blocks, id);
        Assert.Equal([new StagedBlock(block.Encoded, 100)], (await Storage.Blocks.ListAsync(id, None)).Staged);
    }

    [Fact]
    public async Task Two_contents_of_one_range_are_two_blocks()
    {
        var id = NextId();
        await SampleBlock.Of(0, 100, seed: 1).StageAsync(Storage.Blocks, id);
        await SampleBlock.Of(0, 100, seed: 2).StageAsync(Storage.Blocks, id);
        Assert.Equal(2, (await Storage.Blocks.ListAsync(id, None)).Staged.Count);
    }

    [Fact]
    public async Task Bytes_that_fail_their_checksum_are_refused_and_nothing_is_staged()
    {
        var id = NextId();
        var block = SampleBlock.Of(0, 100);
        var flipped = block.Content.ToArray();
        flipped[50] ^= 1;
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Storage.Blocks.StageAsync(id, block.Id, new ReadOnlySequence<byte>(flipped), None));
        Assert.Empty((await Storage.Blocks.ListAsync(id, None)).Staged);
    }

    [Fact]
    public async Task Blocks_without_bytes_or_with_other_lengths_than_their_ids_are_mistakes_of_the_caller()
    {
        var id = NextId();
        var block = SampleBlock.Of(0, 100);
        foreach (var length in new[] { 0, 99 })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => Storage.Blocks.StageAsync(id, block.Id, new ReadOnlySequence<byte>(block.Content, 0, length), None));
        }

        Assert.Empty((await Storage.Blocks.ListAsync(id, None)).Staged);
    }

    [Fact]
    public async Task A_seal_is_staged_though_its_length_is_its_groups()
    {
        var id = NextId();
        byte[] content = [1];
        var seal = new BlockId(BlockKind.Seal, 0, 1000, Crc64Nvme.Compute(content), Sha256Digest.Of([2]), new BlockGroup(1, 2));
        await Storage.Blocks.StageAsync(id, seal, new ReadOnlySequence<byte>(content), None);
        Assert.Equal([new StagedBlock(seal.Encode(), 1)], (await Storage.Blocks.ListAsync(id, None)).Staged);
    }

    [Fact]
    public async Task Content_in_many_segments_arrives_whole()
    {
        var id = NextId();
        var block = SampleBlock.Of(0, 300_000);
        await Storage.Blocks.StageAsync(id, block.Id, Segments.Of(block.Content, 65_536, 1, 7, 100_000), None);
        Assert.Equal(300_000, Assert.Single((await Storage.Blocks.ListAsync(id, None)).Staged).SizeBytes);

        await Storage.Commits.CommitAsync(SampleSession.Committing(id, [block.Id]), [block.Id], None);
        var content = await Storage.Contents.OpenAsync(id, None);
        Assert.Equal(block.Content, await content!.Stream.ReadAllAsync());
    }

    [Fact]
    public async Task Blocks_that_are_staged_at_once_are_all_there()
    {
        var id = NextId();
        var blocks = SampleBlock.Row(16, 1000);
        await Task.WhenAll(blocks.Select(block => block.StageAsync(Storage.Blocks, id)));
        Assert.Equal(
            blocks.Select(block => block.Encoded).ToHashSet(),
            (await Storage.Blocks.ListAsync(id, None)).Staged.Select(block => block.EncodedId).ToHashSet());
    }

    [Fact]
    public async Task After_the_commit_the_file_is_listed_in_its_order_and_late_blocks_beside_it()
    {
        var id = NextId();
        BlockId[] file = [.. (await StageRowAsync(id, 5)).Select(block => block.Id)];
        await Storage.Commits.CommitAsync(SampleSession.Committing(id, file), file, None);
        var late = SampleBlock.Of(500, 10);
        await late.StageAsync(Storage.Blocks, id);

        var listing = await Storage.Blocks.ListAsync(id, None);
        Assert.Equal(file.Select(block => block.Encode()), listing.Committed!.Select(block => block.EncodedId));
        Assert.All(listing.Committed!, block => Assert.Equal(100, block.SizeBytes));
        Assert.Equal([late.Encoded], listing.Staged.Select(block => block.EncodedId));
    }

    [Fact]
    public async Task A_block_is_copied_from_another_file_as_if_it_had_been_staged_or_not_at_all()
    {
        var (source, target) = (NextId(), NextId());
        SampleBlock[] parts = await StageRowAsync(source, 3);
        BlockId[] file = [.. parts.Select(block => block.Id)];
        await Storage.Commits.CommitAsync(SampleSession.Committing(source, file), file, None);
        var block = SampleBlock.Of(0, parts[1].Content);

        var copied = await Storage.Blocks.TryCopyAsync(source, 100, target, block.Id, None);

        Assert.Equal(copied ? [new StagedBlock(block.Encoded, 100)] : [], (await Storage.Blocks.ListAsync(target, None)).Staged);
        if (copied)
        {
            await Storage.Commits.CommitAsync(SampleSession.Committing(target, [block.Id]), [block.Id], None);
            Assert.Equal(block.Content, await (await Storage.Contents.OpenAsync(target, None))!.Stream.ReadAllAsync());
        }
    }

    [Fact]
    public async Task What_does_not_have_the_blocks_checksum_or_is_not_there_is_not_copied()
    {
        var (source, target) = (NextId(), NextId());
        BlockId[] file = [(await StageRowAsync(source, 1))[0].Id];
        await Storage.Commits.CommitAsync(SampleSession.Committing(source, file), file, None);

        Assert.False(await Storage.Blocks.TryCopyAsync(source, 0, target, SampleBlock.Of(0, 100, seed: 77).Id, None));
        Assert.False(await Storage.Blocks.TryCopyAsync(NextId(), 0, target, file[0], None));
        Assert.Empty((await Storage.Blocks.ListAsync(target, None)).Staged);
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var block = SampleBlock.Of(0, 10);
        await AssertHeedTheirTokenAsync(
            token => Storage.Blocks.StageAsync(NextId(), block.Id, new ReadOnlySequence<byte>(block.Content), token),
            token => Storage.Blocks.TryCopyAsync(NextId(), 0, NextId(), block.Id, token),
            token => Storage.Blocks.ListAsync(NextId(), token));
    }
}
