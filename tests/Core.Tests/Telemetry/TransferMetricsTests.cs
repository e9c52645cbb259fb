using System.Diagnostics.Metrics;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Saboteurs;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Telemetry;

/// <summary>What is measured while uploads happen.</summary>
public sealed class TransferMetricsTests : IDisposable
{
    private const string Chunks = "smart_transfer.chunk.count";
    private const string Bytes = "smart_transfer.chunk.io";
    private const string Receiving = "smart_transfer.chunk.receive.duration";
    private const string Staging = "smart_transfer.chunk.stage.duration";
    private const string Sessions = "smart_transfer.session.move.count";

    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly TestMeters _meters = new();
    private readonly World _world;

    public TransferMetricsTests()
    {
        _meters.Listen();
        _world = new World(
            new ServiceOptions
            {
                Meters = _meters,
                Streams = new StreamOptions { BlockBytes = 400 },
                Retry = new RetryOptions { MaxRetries = 0 },
            });
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task A_stored_chunk_is_counted_with_its_bytes_and_its_times()
    {
        var id = await _world.StartAsync(File);
        var slow = new HookedStream(File.Slice(0, 100), 50, () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        });

        Assert.Null((await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100, slow) with { Streamed = true }, World.None)).Failure);

        Assert.Equal(["1 native stored"], _meters.Of(Chunks));
        Assert.Equal(["100 native stored"], _meters.Of(Bytes));
        Assert.Equal(["2 native streamed"], _meters.Of(Receiving));
        Assert.Equal(["0 native stored"], _meters.Of(Staging));
    }

    [Fact]
    public async Task A_body_that_the_host_took_in_before_is_told_apart()
    {
        var id = await _world.StartAsync(File);

        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);

        Assert.Equal(["0 native buffered"], _meters.Of(Receiving));
    }

    [Fact]
    public async Task Every_other_end_of_a_chunk_is_counted_with_its_code()
    {
        var id = await _world.StartAsync(File);
        var stage = _world.One.Stage;
        await stage.RunAsync(File.Chunk(id, 0, 100, new BrokenStream(File.Bytes, 60)), World.None);
        await stage.RunAsync(File.Chunk(id, 0, 100, new FlippedBitStream(File.Slice(0, 100), 5)), World.None);
        await stage.RunAsync(File.Chunk(id, 0, 100) with { Offset = 5_000 }, World.None);
        _world.Sabotage.FailOperation(StorageOperation.StageBlock, FaultTiming.BeforeEffect);
        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(() => stage.RunAsync(File.Chunk(id, 0, 100), World.None));

        Assert.Equal(
            ["1 native broken connection-broken", "1 native mismatched chunk-digest-mismatch", "1 native refused chunk-past-end",
                "1 native storage_failed storage-unavailable"],
            _meters.Of(Chunks));
        Assert.Equal(["60 native broken", "100 native mismatched"], _meters.Of(Bytes));
        Assert.Equal(["0 native storage_failed"], _meters.Of(Staging));
    }

    [Fact]
    public async Task What_a_client_reports_of_its_attempts_is_not_counted_as_ours()
    {
        var id = await _world.StartAsync(File);

        await _world.One.Stage.RunAsync(
            File.Chunk(id, 0, 100) with
            {
                Report = new TransferReport(
                100, TimeSpan.FromSeconds(1), 4, 3, 50, TimeSpan.FromSeconds(1), null, null)
            },
            World.None);

        Assert.Equal(["1 native stored"], _meters.Of(Chunks));
    }

    [Fact]
    public async Task A_tus_body_is_counted_by_its_blocks()
    {
        var id = await _world.StartAsync(File);

        Assert.Null((await _world.One.Append.RunAsync(File.Rest(id, 0), World.None)).Failure);

        Assert.Equal(["1 tus stored", "1 tus stored", "1 tus stored"], _meters.Of(Chunks));
        Assert.Equal(["400 tus stored", "400 tus stored", "200 tus stored"], _meters.Of(Bytes));
        Assert.Equal(["0 tus streamed", "0 tus streamed", "0 tus streamed"], _meters.Of(Receiving));
        Assert.Equal(["0 tus stored", "0 tus stored", "0 tus stored"], _meters.Of(Staging));
    }

    [Fact]
    public async Task A_tus_body_that_broke_is_counted_besides_what_it_left()
    {
        var id = await _world.StartAsync(File);

        await _world.One.Append.RunAsync(File.Rest(id, 0, new BrokenStream(File.Bytes, 600), announced: 1_000), World.None);

        Assert.Equal(["1 tus stored", "1 tus stored", "1 tus broken stream-interrupted"], _meters.Of(Chunks));
        Assert.Equal(600, _meters.ValuesOf(Bytes).Sum(measured => measured.Value));
    }

    [Fact]
    public async Task Sessions_are_counted_by_the_state_that_they_move_to_and_timed_when_they_end()
    {
        var completed = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromMinutes(3));
        await _world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None);
        await _world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None);
        var cancelled = await _world.StartAsync(File);
        await _world.One.Cancel.RunAsync(cancelled, World.None);
        await _world.One.Cancel.RunAsync(cancelled, World.None);

        Assert.Equal(["1 open", "1 committing", "1 completed", "1 open", "1 cancelled"], _meters.Of(Sessions));
        Assert.Equal(["180 completed", "0 cancelled"], _meters.Of("smart_transfer.session.duration"));
    }

    [Fact]
    public async Task A_session_whose_length_is_declared_later_has_not_moved()
    {
        var id = (await _world.One.Start.RunAsync(File.WantedWithoutLength(), World.None)).Value.Session.Id;

        await _world.One.Declare.RunAsync(id, 1_000, 0, World.None);

        Assert.Equal(["1 open"], _meters.Of(Sessions));
    }

    [Fact]
    public async Task A_completed_session_in_which_something_is_noted_has_not_moved_again()
    {
        var id = await _world.StageAllAsync(File);
        var sessions = new MeteredSessionStore(_world.Storage.Ports.Sessions, _world.One.Metrics);
        await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None);
        var completed = (await sessions.FindAsync(id, World.None))!.Session;

        var noted = await sessions.ReplaceAsync(completed with { ConcatenatedAt = _world.Clock.GetUtcNow() }, World.None);
        await sessions.ReplaceAsync(noted! with { ConcatenatedAt = null }, World.None);

        Assert.Equal(["1 open", "1 committing", "1 completed"], _meters.Of(Sessions));
    }

    [Fact]
    public async Task A_run_of_the_sweep_is_counted_with_what_it_did()
    {
        await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(28));

        await _world.One.Sweep.RunAsync(World.None);

        Assert.Equal(["1 done"], _meters.Of("smart_transfer.sweep.run.count"));
        Assert.Equal(["1 upload expired"], _meters.Of("smart_transfer.sweep.entry.count"));
        Assert.Equal(["0 done"], _meters.Of("smart_transfer.sweep.duration"));
        Assert.Equal(["1 open", "1 expired"], _meters.Of(Sessions));
    }

    [Fact]
    public async Task A_run_of_the_sweep_that_leaves_work_says_so()
    {
        var world = new World(new ServiceOptions { Meters = _meters, Sweep = new SweepOptions { MaxSessionsPerRun = 1 } });
        await world.StageAllAsync(File);
        await world.StageAllAsync(File);
        world.Clock.Advance(TimeSpan.FromHours(28));

        await world.One.Sweep.RunAsync(World.None);

        Assert.Equal(["1 more"], _meters.Of("smart_transfer.sweep.run.count"));
    }

    [Fact]
    public async Task A_run_of_the_sweep_that_storage_breaks_off_is_counted_too()
    {
        _world.Sabotage.FailFrom(1);

        await Assert.ThrowsAsync<Core.Ports.StorageUnavailableException>(() => _world.One.Sweep.RunAsync(World.None));

        Assert.Equal(["1 broken"], _meters.Of("smart_transfer.sweep.run.count"));
    }

    [Fact]
    public void Memory_for_bodies_is_observed_with_its_limit()
    {
        Assert.True(_world.One.Budget.TryTake(default, 123));

        _meters.Observe();

        Assert.Equal(["123"], _meters.Of("smart_transfer.body.in_flight.usage"));
        Assert.Equal([$"{new AdmissionOptions().MaxBytesInFlight}"], _meters.Of("smart_transfer.body.in_flight.limit"));
    }

    [Fact]
    public void Advice_is_measured_by_what_it_rests_on()
    {
        new CurrentAdvice(
            _world.One.Network, new TransferAdvisor(new NetworkOptions(), new LimitOptions()), _world.One.Metrics, _world.Clock).Of(null);

        Assert.Equal(["262144 unknown unknown"], _meters.Of("smart_transfer.advice.chunk.size"));
        Assert.Equal(["3 unknown unknown"], _meters.Of("smart_transfer.advice.parallelism"));
    }

    [Fact]
    public void Problems_are_counted_by_their_code()
    {
        _world.One.Metrics.Answered("busy");

        Assert.Equal(["1 busy"], _meters.Of("smart_transfer.problem.count"));
    }

    [Fact]
    public void Every_instrument_has_a_name_a_unit_and_a_description_as_the_conventions_have_them()
    {
        Assert.True(_meters.Instruments.Count > 10);
        Assert.All(_meters.Instruments, instrument =>
        {
            Assert.Matches(@"^smart_transfer(\.[a-z]+(_[a-z]+)*)+$", instrument.Name);
            Assert.Matches(@"^(By|s|\{[a-z]+\})$", instrument.Unit);
            Assert.EndsWith(".", instrument.Description, StringComparison.Ordinal);
        });

        // A name is not the group of other names.
        var names = _meters.Instruments.Select(instrument => instrument.Name).ToList();
        Assert.All(names, name => Assert.DoesNotContain(names, other => other.StartsWith($"{name}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_a_listener_measuring_allocates_nothing_and_with_one_that_keeps_nothing_neither()
    {
        using var meters = new TestMeters();
        var metrics = new TransferMetrics(meters, new BytesInFlight(new AdmissionOptions()));
        Assert.Equal(0, AllocatedBy(metrics));

        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Enable(instrument, self, meters) };
        var heard = 0;
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => heard++);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => heard++);
        listener.Start();
        Assert.Equal(0, AllocatedBy(metrics));
        Assert.True(heard > 1_000);
    }

    private static void Enable(Instrument instrument, MeterListener listener, TestMeters meters)
    {
        if (instrument.Meter.Scope == meters)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static long AllocatedBy(TransferMetrics metrics)
    {
        var times = new ChunkTimes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), Streamed: true);
        Measure(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(1_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Measure(int chunks)
        {
            for (var i = 0; i < chunks; i++)
            {
                metrics.ChunkEnded(new Dialect("native"), ChunkResult.Stored, 1_000, null, times);
                metrics.StorageCalled("stage block", null, TimeSpan.FromSeconds(1));
            }
        }
    }
}
