using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Tests.Service;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A stream has two blocks on their way at once, and what counts has no gap.</summary>
public sealed class TwoBlocksAtOnceTests : StreamTest
{
    private readonly HeldBlockStore _held;
    private readonly ServiceInstance _instance;

    public TwoBlocksAtOnceTests()
    {
        _held = new HeldBlockStore(TheWorld.Storage.Ports.Blocks);
        _instance = TheWorld.NewInstance(TheWorld.Storage.Ports with { Blocks = _held });
    }

    [Fact]
    public async Task The_second_is_sent_while_the_first_is_on_its_way_and_counts_after_it()
    {
        var id = await StartAsync();
        var running = _instance.Append.RunAsync(File.Rest(id, 0), World.None);
        await _held.NextAsync();
        await _held.NextAsync();
        Assert.Equal([0, 1_000], _held.Begun);

        _held.Release(1_000);
        await Eventually(() => StagedBlocks(id).Count == 1);
        Assert.Equal(0, await OffsetAsync(id));

        _held.Release(0);
        await _held.NextAsync();
        Assert.Equal(2_000, await OffsetAsync(id));

        for (var offset = 2_000; offset < File.Bytes.Length; offset += BlockBytes)
        {
            _held.Release(offset);
        }

        Assert.Null((await running).Failure);
        Assert.Equal(2, _held.Most);
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task A_block_behind_one_that_was_not_staged_does_not_count_until_that_one_is()
    {
        var id = await StartAsync();
        var running = _instance.Append.RunAsync(File.Rest(id, 0), World.None);
        await _held.NextAsync();
        await _held.NextAsync();
        _held.Release(1_000);
        await Eventually(() => StagedBlocks(id).Count == 1);
        _held.Release(0, new BlockLimitReachedException("There are too many.", new InvalidOperationException()));

        Assert.Equal("too-many-staged-chunks", (await running).Failure?.Code);
        Assert.Equal(0, _instance.Budget.Held);
        Assert.Equal(0, (await _instance.Position.RunAsync(id, World.None)).Value.OffsetBytes);

        // The same bytes lead to what is there already.
        Assert.Null(await RefusalAsync(Part(id, 0, BlockBytes)));
        Assert.Equal(2_000, await OffsetAsync(id));
        await AppendAsync(File.Rest(id, 2_000), TheWorld.NewInstance());
        AssertFileIsThere(id);
    }

    [Fact]
    public async Task Beyond_half_of_the_memory_a_stream_has_one_block_on_its_way()
    {
        var id = await StartAsync();
        Assert.True(_instance.Budget.TryTake(default, (_instance.Budget.MaxBytes / 2) + 1));
        for (var offset = 0; offset < File.Bytes.Length; offset += BlockBytes)
        {
            _held.Release(offset);
        }

        Assert.Null((await _instance.Append.RunAsync(File.Rest(id, 0), World.None)).Failure);

        Assert.Equal(1, _held.Most);
        AssertFileIsThere(id);
    }

    private static async Task Eventually(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            await Task.Delay(1, patience.Token);
        }
    }
}
