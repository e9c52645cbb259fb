using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Contracts;

/// <summary>The saboteur is trusted by the anomaly tests, so it is tested itself.</summary>
public sealed class FaultyStorageTests
{
    private readonly InMemoryStorage _storage = new();
    private readonly SequentialUploadIds _ids = new();
    private readonly FaultyStorage _faulty;

    public FaultyStorageTests() => _faulty = new FaultyStorage(_storage.Ports);

    [Theory]
    [InlineData(FaultTiming.BeforeEffect, 0)]
    [InlineData(FaultTiming.AfterEffect, 1)]
    public async Task A_lost_request_has_no_effect_and_a_lost_answer_has(FaultTiming timing, int rows)
    {
        _faulty.FailCall(1, timing);
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => _faulty.Ports.Sessions.AddAsync(SampleSession.Open(_ids.Next()), default));
        Assert.Equal(rows, _storage.SessionRows.Count);
        Assert.Equal(1, _faulty.FaultsStruck);
        await _faulty.Ports.Sessions.AddAsync(SampleSession.Open(_ids.Next()), default);
        Assert.Equal(rows + 1, _storage.SessionRows.Count);
    }

    [Fact]
    public async Task Calls_are_counted_over_all_ports_together()
    {
        _faulty.FailCall(3, FaultTiming.BeforeEffect);
        var id = _ids.Next();
        await _faulty.Ports.Blocks.ListAsync(id, default);
        await _faulty.Ports.Sessions.FindAsync(id, default);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _faulty.Ports.Commits.DiscardAsync(id, default));
        await _faulty.Ports.Commits.DiscardAsync(id, default);
        Assert.Equal(4, _faulty.CallsMade);
        Assert.Equal(2, _faulty.Calls.Of(StorageOperation.DiscardBlocks));
        Assert.Equal(1, _storage.Calls.Of(StorageOperation.DiscardBlocks));
    }

    [Fact]
    public async Task From_a_call_on_all_fail_until_it_heals()
    {
        _faulty.FailFrom(2);
        var id = _ids.Next();
        await _faulty.Ports.Sessions.FindAsync(id, default);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => _faulty.Ports.Sessions.FindAsync(id, default));
        }

        _faulty.Heal();
        await _faulty.Ports.Sessions.FindAsync(id, default);
    }

    [Fact]
    public async Task One_operation_can_be_chosen()
    {
        _faulty.FailOperation(StorageOperation.ListBlocks, FaultTiming.BeforeEffect, times: 2);
        var id = _ids.Next();
        await _faulty.Ports.Sessions.FindAsync(id, default);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _faulty.Ports.Blocks.ListAsync(id, default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _faulty.Ports.Blocks.ListAsync(id, default));
        await _faulty.Ports.Blocks.ListAsync(id, default);
    }

    [Theory]
    [InlineData(FaultTiming.BeforeEffect)]
    [InlineData(FaultTiming.AfterEffect)]
    public async Task A_failed_read_can_be_tried_again_from_where_it_stood(FaultTiming timing)
    {
        var id = _ids.Next();
        var block = SampleBlock.Of(0, 1000);
        await block.StageAsync(_storage.Blocks, id);
        await _storage.Commits.CommitAsync(SampleSession.Committing(id, [block.Id]), [block.Id], default);
        var content = await _faulty.Ports.Contents.OpenAsync(id, default);
        _faulty.FailOperation(StorageOperation.ReadContent, timing);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await content!.Stream.ReadExactlyAsync(new byte[10]));
        Assert.Equal(block.Content, await content!.Stream.ReadAllAsync());
    }
}
