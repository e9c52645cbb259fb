using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Testing.Contracts;

/// <summary>What <see cref="IContentStore"/> promises.</summary>
[ContractOf(typeof(IContentStore))]
public abstract class ContentStoreContract : StorageContract
{
    [Fact]
    public async Task There_is_no_file_before_the_commit()
    {
        var id = NextId();
        Assert.Null(await Storage.Contents.OpenAsync(id, None));
        await StageRowAsync(id, 3);
        Assert.Null(await Storage.Contents.OpenAsync(id, None));
    }

    [Fact]
    public async Task A_file_is_read_whole_with_its_length_entity_tag_and_time()
    {
        var (id, bytes) = await CommitAsync(10_000_000);
        var content = await Storage.Contents.OpenAsync(id, None);
        Assert.Equal(bytes.Length, content!.Stream.Length);
        Assert.Matches("^\"[^\"]+\"$", content.ETag);
        Assert.NotEqual(default, content.LastModifiedAt);
        Assert.True(content.Stream.CanSeek);
        Assert.Equal(bytes, await content.Stream.ReadAllAsync());
    }

    [Fact]
    public async Task A_file_is_read_from_any_position_back_and_forth()
    {
        var (id, bytes) = await CommitAsync(9_000_000);
        var content = await Storage.Contents.OpenAsync(id, None);
        await using var stream = content!.Stream;
        var buffer = new byte[1000];
        foreach (var position in new[] { 5_000_000, 0, 8_999_000, 4_194_000, 4_194_304, 1 })
        {
            stream.Position = position;
            await stream.ReadExactlyAsync(buffer);
            Assert.Equal(bytes[position..(position + 1000)], buffer);
            Assert.Equal(position + 1000, stream.Position);
        }

        Assert.Equal(8_999_999, stream.Seek(-1, SeekOrigin.End));
        Assert.Equal(1, await stream.ReadAsync(buffer));
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task An_empty_file_has_nothing_to_read()
    {
        var (id, _) = await CommitAsync(0);
        var content = await Storage.Contents.OpenAsync(id, None);
        Assert.Equal(0, content!.Stream.Length);
        Assert.Empty(await content.Stream.ReadAllAsync());
    }

    [Fact]
    public async Task Reading_fails_when_the_file_was_removed_or_replaced_meanwhile()
    {
        var (id, _) = await CommitAsync(1000);
        var content = await Storage.Contents.OpenAsync(id, None);
        await Storage.Commits.DiscardAsync(id, None);
        await Assert.ThrowsAsync<IOException>(async () => await content!.Stream.ReadExactlyAsync(new byte[10]));

        await CommitAsync(1000, id, seed: 2);
        await Assert.ThrowsAsync<IOException>(async () => await content!.Stream.ReadExactlyAsync(new byte[10]));
    }

    [Fact]
    public async Task Marking_a_file_as_verified_leaves_its_bytes_alone_and_may_be_repeated()
    {
        var (id, bytes) = await CommitAsync(1000);
        await Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of(bytes), None);
        await Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of(bytes), None);
        Assert.Equal(bytes, await (await Storage.Contents.OpenAsync(id, None))!.Stream.ReadAllAsync());
    }

    [Fact]
    public async Task Marking_a_file_again_disturbs_nobody_who_reads_it()
    {
        var (id, bytes) = await CommitAsync(1000);
        await Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of(bytes), None);
        var content = await Storage.Contents.OpenAsync(id, None);
        await Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of(bytes), None);
        Assert.Equal(bytes, await content!.Stream.ReadAllAsync());
    }

    [Fact]
    public async Task Marking_what_is_gone_does_nothing()
    {
        var id = NextId();
        await Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of([]), None);
        Assert.Null(await Storage.Contents.OpenAsync(id, None));
    }

    [Fact]
    public async Task Every_call_heeds_its_token()
    {
        var (id, _) = await CommitAsync(1000);
        var content = await Storage.Contents.OpenAsync(id, None);
        await using var stream = content!.Stream;
        await AssertHeedTheirTokenAsync(
            token => Storage.Contents.OpenAsync(id, token),
            token => Storage.Contents.MarkVerifiedAsync(SampleSession.Open(id), Sha256Digest.Of([]), token),
            async token => await stream.ReadExactlyAsync(new byte[10], token));
    }

    private async Task<(UploadId Id, byte[] Bytes)> CommitAsync(int length, UploadId? id = null, int seed = 1)
    {
        var upload = id ?? NextId();
        if (length == 0)
        {
            await Storage.Commits.CommitAsync(SampleSession.Committing(upload, []), [], None);
            return (upload, []);
        }

        var block = SampleBlock.Of(0, length, seed);
        await block.StageAsync(Storage.Blocks, upload);
        BlockId[] file = [block.Id];
        Assert.Equal(CommitOutcome.Committed, await Storage.Commits.CommitAsync(SampleSession.Committing(upload, file), file, None));
        return (upload, block.Content);
    }
}
