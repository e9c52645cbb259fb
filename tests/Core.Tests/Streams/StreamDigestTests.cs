using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>Bodies with a digest: all of a body counts, or nothing.</summary>
public sealed class StreamDigestTests : StreamTest
{
    [Theory]
    [InlineData(1_001)]
    [InlineData(4_000)]
    [InlineData(10_500)]
    public async Task A_long_body_counts_with_its_seal(int length)
    {
        var id = await StartAsync();

        Assert.Equal(length, (await AppendAsync(Part(id, 0, length, new StubDigest(File.Slice(0, length))))).OffsetBytes);

        Assert.Equal(length, await OffsetAsync(id));
        if (length == 10_500)
        {
            AssertFileIsThere(id);
        }
        else
        {
            Assert.Single(StagedBlocks(id), block => block.Kind is BlockKind.Seal);
            Assert.All(
                StagedBlocks(id).Where(block => block.Kind is not BlockKind.Seal),
                block => Assert.Equal(BlockKind.Provisional, block.Kind));
        }
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(999, null)]
    [InlineData(1_000, 1_000L)]
    public async Task A_body_of_one_block_is_judged_before_it_is_staged_and_needs_no_seal(int length, long? announced)
    {
        var id = await StartAsync();

        await AppendAsync(Part(id, 0, length, new StubDigest(File.Slice(0, length))) with { AnnouncedBytes = announced });

        Assert.Equal([BlockKind.Linear], StagedBlocks(id).Select(block => block.Kind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(4_000)]
    [InlineData(10_500)]
    public async Task Nothing_counts_of_a_body_that_has_another_digest(int length)
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 0));

        Assert.Equal("stream-digest-mismatch", await RefusalAsync(Part(id, 0, length, new StubDigest([1]))));

        Assert.Equal(0, await OffsetAsync(id));
        Assert.DoesNotContain(StagedBlocks(id), block => block.Kind is not BlockKind.Provisional);
        await AppendAsync(File.Rest(id, 0, digest: new StubDigest(File.Bytes)));
        AssertFileIsThere(id);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(4_321)]
    public async Task Nothing_counts_of_a_body_with_a_digest_whose_connection_broke(int bytes)
    {
        var id = await StartAsync();

        var failure = (await TheWorld.One.Append.RunAsync(
            File.Rest(id, 0, new BrokenStream(File.Bytes, bytes), digest: new StubDigest(File.Bytes)), World.None)).Failure;

        Assert.Equal(("stream-interrupted", (object)0L), (failure?.Code, failure?.Facts["offset"]));
        Assert.Equal(0, await OffsetAsync(id));
    }

    [Fact]
    public async Task A_body_with_a_digest_goes_on_from_what_is_there_and_the_instance_remembers_where_it_ended()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 2_500));
        await AppendAsync(Part(id, 2_500, 3_000, new StubDigest(File.Slice(2_500, 3_000))));
        TheWorld.Storage.Calls.Reset();

        await AppendAsync(Part(id, 5_500, 1_000));

        Assert.Equal((1, 1), (TheWorld.Storage.Calls.Of(StorageOperation.StageBlock), TheWorld.Storage.Calls.Total));
        await AppendAsync(Part(id, 6_500, 4_000, new StubDigest(File.Slice(6_500, 4_000))));
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_seal_that_does_not_get_through_leaves_nothing_that_counts()
    {
        var id = await StartAsync();
        await AppendAsync(Part(id, 0, 0));
        TheWorld.Sabotage.FailCall(3, FaultTiming.BeforeEffect);

        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(
            () => TheWorld.One.Append.RunAsync(Part(id, 0, 2_000, new StubDigest(File.Slice(0, 2_000))), World.None));

        Assert.Equal(0, await OffsetAsync(id));
        Assert.Equal(2, StagedBlocks(id).Count);
    }
}
