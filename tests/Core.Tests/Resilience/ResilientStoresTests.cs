using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Resilience;

/// <summary>An upload from start to sweep through the resilient stores, each of whose calls fails now and then.</summary>
public class ResilientStoresTests
{
    private static readonly TestFile File = TestFile.OfLength(3_000_000);

    public static TheoryData<StorageOperation, FaultTiming> EveryCall => EveryFault.Of(Enum.GetValues<StorageOperation>()
        .Except([StorageOperation.Probe, StorageOperation.WriteCounters, StorageOperation.CopyBlock, StorageOperation.TakeTurn])
        .Except(EveryFault.Named("Profile", "Allowance", "OpenUpload", "Event", "Claim", "LookForFile", "ReadList")));

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task A_call_that_fails_twice_is_tried_again_and_nobody_notices(StorageOperation operation, FaultTiming timing)
    {
        var world = new World();
        var service = world.NewInstance(retries: true);
        world.Sabotage.FailOperation(operation, timing, times: 2);

        var kept = (await world.FinishAsync(
            () => service.Start.RunAsync(File.Wanted(new ExpectedDigests(Sha256: File.Sha256)), World.None))).Value.Session.Id;
        foreach (var chunk in File.Chunks(kept, 1_500_000))
        {
            Assert.Null((await world.FinishAsync(() => service.Stage.RunAsync(chunk, World.None))).Failure);
        }

        Assert.Null((await world.FinishAsync(() => service.Complete.RunAsync(kept, CompletionRequest.Plain, World.None))).Failure);
        var given = (await world.FinishAsync(() => service.Start.RunAsync(File.Wanted(), World.None))).Value.Session.Id;
        Assert.Null((await world.FinishAsync(() => service.Cancel.RunAsync(given, World.None))).Failure);
        var content = (await world.FinishAsync(() => service.Content.RunAsync(kept, World.None))).Value.Content;
        for (var i = 0; i < 3; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(30));
            Assert.Equal(0, (await world.FinishAsync(() => service.Sweep.RunAsync(World.None))).Failed);
        }

        Assert.Equal(2, world.Sabotage.FaultsStruck);
        Assert.Equal(File.Bytes, world.Storage.CommittedBytes(kept));
        Assert.Equal(UploadState.Completed, world.Session(kept).State);
        Assert.DoesNotContain(world.Storage.SessionRows, session => session.Id == given);
        Assert.Empty(world.Storage.ExpiryRows);
        await content.Stream.DisposeAsync();
    }

    [Fact]
    public async Task A_read_that_fails_goes_on_where_it_stood()
    {
        var world = new World();
        var id = await world.StageAllAsync(File, chunkBytes: 1_500_000);
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        var service = world.NewInstance(retries: true);
        await using var stream = (await service.Content.RunAsync(id, World.None)).Value.Content.Stream;
        stream.Position = 1_000;
        var read = new MemoryStream();

        world.Sabotage.FailOperation(StorageOperation.ReadContent, FaultTiming.AfterEffect, times: 3);
        var buffer = new byte[100_000];
        for (int count; (count = await world.FinishAsync(() => stream.ReadAsync(buffer).AsTask())) > 0;)
        {
            read.Write(buffer, 0, count);
        }

        Assert.Equal(3, world.Sabotage.FaultsStruck);
        Assert.Equal(File.Bytes[1_000..], read.ToArray());
    }

    [Fact]
    public async Task A_stored_file_is_read_asynchronously_and_never_written()
    {
        var world = new World();
        var id = await world.StageAllAsync(TestFile.OfLength(10));
        await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        await using var stream = (await world.NewInstance(retries: true).Content.RunAsync(id, World.None)).Value.Content.Stream;

        Assert.True(stream is { CanRead: true, CanSeek: true, CanWrite: false, Length: 10 });
        Assert.Equal(8, stream.Seek(-2, SeekOrigin.End));
        Assert.Equal(8, stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.Write([1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
    }

    [Fact]
    public async Task Failed_tries_of_the_very_first_chunk_are_counted_in_the_network_record()
    {
        var world = new World();
        var id = await world.StartAsync(File);
        var service = world.NewInstance(retries: true);
        world.Sabotage.FailOperation(StorageOperation.StageBlock, FaultTiming.AfterEffect, times: 2);

        Assert.Null((await world.FinishAsync(() => service.Stage.RunAsync(File.Chunk(id, 0, 100), World.None))).Failure);

        var counters = (await service.Status.RunAsync(id, World.None)).Value.Counters;
        Assert.Equal((1, 2), (counters.Chunks, counters.StorageRetries));
    }

    [Fact]
    public async Task Storage_that_stays_away_is_told_as_such_after_all_tries()
    {
        var world = new World(new ServiceOptions { Retry = new RetryOptions { MaxRetries = 2 } });
        var id = await world.StartAsync(File);
        var service = world.NewInstance(retries: true);
        world.Sabotage.FailFrom(1);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => world.FinishAsync(() => service.Cancel.RunAsync(id, World.None)));

        Assert.Equal(3, world.Sabotage.CallsMade);
    }
}
