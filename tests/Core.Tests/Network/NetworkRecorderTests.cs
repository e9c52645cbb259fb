using FsCheck.Fluent;
using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Network;

public class NetworkRecorderTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryStorage _storage = new();
    private readonly SequentialUploadIds _ids = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 2_000)]
    [InlineData(155, 5)]
    [InlineData(5_000, 0)]
    [InlineData(18_000, 1_500)]
    [InlineData(29_000, 0)]
    [InlineData(30_000, 600_000)]
    [InlineData(86_400_000, 0)]
    public void At_any_pace_ten_thousand_chunks_cost_less_than_a_twentieth_as_many_writes_or_one_in_ten_minutes(
        int pauseMs, int spreadMs) =>
        AssertWrites(10_000, pauseMs, spreadMs, seed: 1);

    [Fact]
    public void Writes_are_as_seldom_at_paces_that_nobody_thought_of() => Always.Holds(
        from seed in Gen.Choose(0, int.MaxValue)
        from pauseMs in Gen.Choose(0, 60_000)
        from spreadMs in Gen.Choose(0, 60_000)
        select (seed, pauseMs, spreadMs),
        given => _ = AssertWrites(500, given.pauseMs, given.spreadMs, given.seed));

    [Fact]
    public void What_the_store_knows_of_the_last_activity_is_never_older_than_a_tenth_of_the_lifetime() => Always.Holds(
        Gen.Choose(1, 100_000).Select(seconds => TimeSpan.FromSeconds(seconds)).ListOf(30),
        pauses =>
        {
            var (storage, clock) = (new InMemoryStorage(), new ManualTimeProvider());
            var recorder = NewRecorder(storage.Counters, clock);
            var session = NewSession(clock, TimeSpan.FromHours(1));
            foreach (var pause in pauses)
            {
                clock.Advance(pause);
                recorder.WriteIfDueAsync(session, World.None).GetAwaiter().GetResult();
                recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 1);

                var known = storage.CounterRows.Values.Select(row => row.LastAt).Append(session.Session.CreatedAt).Max();
                Assert.InRange(clock.GetUtcNow() - known, TimeSpan.Zero, TimeSpan.FromMinutes(6));
            }
        });

    [Theory]
    [InlineData(null, false, false, true)]
    [InlineData(100L, false, true, true)]
    [InlineData(100L, false, false, false)]
    [InlineData(null, true, true, false)]
    public void What_arrives_of_a_body_is_kept_where_it_comes_as_it_arrives_and_no_digest_judges_the_whole(
        long? announced, bool isDigested, bool bodiesStream, bool keeps)
    {
        var recorder = NewRecorder(_storage.Counters, _clock, new NetworkOptions { BodiesStream = bodiesStream });
        var session = NewSession();

        recorder.BeginBody(session, announced, isDigested, report: null);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100);

        Assert.Equal(keeps, recorder.Known(session).Steering.Keeps);
    }

    [Fact]
    public async Task Counters_that_could_not_be_written_stay_due_but_are_not_tried_with_every_chunk()
    {
        var sabotage = new FaultyStorage(_storage.Ports);
        var recorder = NewRecorder(sabotage.Ports.Counters);
        var session = NewSession();
        sabotage.FailFrom(1);
        _clock.Advance(TimeSpan.FromHours(1));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => recorder.WriteIfDueAsync(session, World.None));
        await recorder.WriteIfDueAsync(session, World.None);
        sabotage.Heal();
        _clock.Advance(TimeSpan.FromSeconds(5));
        await recorder.WriteIfDueAsync(session, World.None);

        Assert.Equal(2, sabotage.Calls.Of(StorageOperation.WriteCounters));
        Assert.Equal(_clock.GetUtcNow(), Assert.Single(_storage.CounterRows).Value.LastAt);
    }

    [Fact]
    public void Every_result_is_counted_as_what_it_was()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100);
        _clock.Advance(TimeSpan.FromSeconds(2));
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 50);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Broken, 7);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Mismatched, 50);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Refused, 50);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.StorageFailed, 50);
        recorder.CountRetry(session.Session.Id);

        var expected = new NetworkCounters
        {
            Chunks = 2,
            Bytes = 150,
            ActiveBytes = 150,
            ActiveTime = TimeSpan.FromSeconds(2),
            Broken = 1,
            BrokenBytes = 7,
            Mismatched = 1,
            Refused = 1,
            StorageFailed = 1,
            StorageRetries = 1,
            LastAt = _clock.GetUtcNow(),
        };
        var known = recorder.Known(session);
        Assert.Equal(expected, known with { Evidence = LinkEvidence.None, Steering = Steering.None });
        Assert.Equal(3, expected.Failed);
        Assert.Equal((2, 2, 1), (Math.Round(known.Evidence.Stored, 1), known.Evidence.Failed, known.Evidence.StorageFailed));
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 0)]
    [InlineData(86_400, 0)]
    public void A_pause_of_the_client_is_not_the_links(int seconds, int active)
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        _clock.Advance(TimeSpan.FromSeconds(1));
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100);

        Assert.Equal(100 + (active * 100), recorder.Known(session).ActiveBytes);
        Assert.Equal(TimeSpan.FromSeconds(1 + (active * seconds)), recorder.Known(session).ActiveTime);
    }

    [Fact]
    public void What_others_counted_is_added_and_what_this_instance_wrote_is_not_counted_twice()
    {
        var rows = new Dictionary<string, NetworkCounters>
        {
            ["one"] = new() { Chunks = 1 },
            ["two"] = new() { Chunks = 10 },
            ["three"] = new() { Chunks = 100 },
        };
        var session = NewSession() with { CountersByInstance = rows };
        var recorder = NewRecorder();

        Assert.Equal(111, recorder.Known(session).Chunks);
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 1);
        Assert.Equal(112, recorder.Known(session).Chunks);
    }

    [Fact]
    public async Task An_instance_that_forgot_a_session_goes_on_from_what_it_had_written()
    {
        var recorder = NewRecorder(options: new NetworkOptions { MaxTrackedSessions = 1 });
        var session = (await _storage.Sessions.AddAsync(NewSession().Session, World.None)).Id;
        for (var i = 0; i < 40; i++)
        {
            var found = (await _storage.Sessions.FindAsync(session, World.None))!;
            recorder.BeginBlock(found, new Dialect("tus")).Count(ChunkResult.Stored, 1);
            await recorder.WriteAllAsync(World.None);
            recorder.BeginBlock(NewSession(), new Dialect("tus")).Count(ChunkResult.Stored, 1);
        }

        Assert.Equal(40, recorder.Known((await _storage.Sessions.FindAsync(session, World.None))!).Chunks);
    }

    [Fact]
    public void No_more_sessions_are_held_than_may_be_and_the_latest_are_among_them()
    {
        var recorder = NewRecorder(options: new NetworkOptions { MaxTrackedSessions = 100 });
        StoredSession? last = null;
        for (var i = 0; i < 1_000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            recorder.BeginBlock(last = NewSession(), new Dialect("tus")).Count(ChunkResult.Stored, 1);

            Assert.InRange(recorder.TrackedSessions, 1, 100);
            Assert.Equal(1, recorder.Known(last).Chunks);
        }

        Assert.InRange(recorder.TrackedSessions, 80, 100);
    }

    [Fact]
    public async Task An_instance_that_stops_writes_what_it_still_knows_and_no_more()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 5);

        await recorder.WriteAllAsync(World.None);
        await recorder.WriteAllAsync(World.None);

        Assert.Equal(1, _storage.Calls.Of(StorageOperation.WriteCounters));
        Assert.Equal(5, _storage.CounterRows[(session.Session.Id, "one")].Bytes);
    }

    [Fact]
    public async Task An_instance_that_stops_leaves_no_row_of_a_session_that_ended_long_ago()
    {
        var world = new World();
        var (other, file) = (world.NewInstance(), TestFile.OfLength(100));
        var id = await world.StartAsync(file);
        await other.Stage.RunAsync(file.Chunk(id, 0, 100), World.None);
        await world.One.Cancel.RunAsync(id, World.None);
        await world.SweepAllAsync();

        await other.Network.WriteAllAsync(World.None);

        Assert.Equal(0, world.ThingsStored);
    }

    [Fact]
    public async Task A_session_that_was_forgotten_is_not_written()
    {
        var store = new Mock<INetworkCounterStore>(MockBehavior.Strict);
        var (recorder, session) = (NewRecorder(store.Object), NewSession());
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 5);
        recorder.Forget(session.Session.Id);
        recorder.CountRetry(session.Session.Id);

        await recorder.WriteAllAsync(World.None);

        Assert.Equal(0, recorder.TrackedSessions);
        Assert.Equal(NetworkCounters.Zero, recorder.Known(session));
    }

    [Fact]
    public void Counters_merge_by_addition_in_any_order() => Always.Holds(
        AnyCounters().Three(),
        given =>
        {
            var (a, b, c) = given;
            Assert.Equal(a + b, b + a);
            Assert.Equal(a + b + c, a + (b + c));
            Assert.Equal(a, a + NetworkCounters.Zero);
            Assert.Equal(a + b, NetworkCounters.Add(a, b));
            Assert.Equal(a.Failed + b.Failed, (a + b).Failed);
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(155, 5)]
    [InlineData(5_000, 0)]
    [InlineData(18_000, 1_500)]
    [InlineData(29_000, 0)]
    public void Counters_and_what_is_remembered_of_a_client_cost_less_than_a_twentieth_of_a_call_for_each_chunk_together(
        int pauseMs, int spreadMs)
    {
        var calls = AssertWrites(10_000, pauseMs, spreadMs, seed: 1, SampleClient.Key(1));
        Assert.InRange(calls.Of(StorageOperation.WriteProfile), pauseMs is > 0 and < 18_000 ? 1 : 0, 10_000 / 384);
        Assert.True(calls.Total < 500, calls.ToString());
    }

    [Fact]
    public void They_cost_no_more_where_other_writes_always_come_first()
    {
        var forestalled = new Mock<INetworkProfileStore>();
        forestalled.Setup(store => store.FindAsync(It.IsAny<ClientKey>(), It.IsAny<CancellationToken>())).ReturnsAsync(
            NetworkProfile.New(SampleClient.Key(1)) with { Version = "1" });
        forestalled.Setup(store => store.WriteAsync(It.IsAny<NetworkProfile>(), It.IsAny<CancellationToken>())).ReturnsAsync(false);
        var calls = AssertWrites(10_000, 2_000, 0, seed: 1, SampleClient.Key(1), forestalled.Object);
        Assert.InRange(forestalled.Invocations.Count, 1, 10_000 / 384 * 6);
        Assert.True(calls.Total + forestalled.Invocations.Count < 500, $"{calls}, {forestalled.Invocations.Count} calls of profiles");
    }

    private StorageCalls AssertWrites(
        int chunks, int pauseMs, int spreadMs, int seed, ClientKey? client = null, INetworkProfileStore? profiles = null)
    {
        var random = new Random(seed);
        var (storage, clock) = (new InMemoryStorage(), new ManualTimeProvider());
        var recorder = new ServiceInstance(storage.Ports with { Profiles = profiles ?? storage.Profiles }, clock).Network;
        var session = NewSession(clock);
        session = session with { Session = session.Session with { Client = client } };
        for (var i = 0; i < chunks; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(pauseMs + random.Next(spreadMs + 1)));
            recorder.WriteIfDueAsync(session, World.None).GetAwaiter().GetResult();
            recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 1);
        }

        double writes = storage.Calls.Of(StorageOperation.WriteCounters);
        var elapsed = clock.GetUtcNow() - ManualTimeProvider.DefaultStart;
        Assert.InRange(writes, 0, elapsed / TimeSpan.FromSeconds(5));
        Assert.InRange(writes, 0, (chunks / 32) + (elapsed / TimeSpan.FromMinutes(10)));
        if (pauseMs + spreadMs <= 29_000)
        {
            Assert.True(writes < 0.05 * chunks, $"{writes} writes for {chunks} chunks");
        }

        return storage.Calls;
    }

    private static FsCheck.Gen<NetworkCounters> AnyCounters() =>
        from numbers in Gen.Choose(0, 1_000_000).ListOf(11)
        let n = numbers.ToArray()
        select new NetworkCounters
        {
            Chunks = n[0],
            Bytes = n[1],
            ActiveBytes = n[2],
            ActiveTime = TimeSpan.FromTicks(n[3]),
            Broken = n[4],
            BrokenBytes = n[5],
            Mismatched = n[6],
            Refused = n[7],
            StorageFailed = n[8],
            StorageRetries = n[9],
            LastAt = DateTimeOffset.UnixEpoch.AddSeconds(n[10]),
        };

    private NetworkRecorder NewRecorder(
        INetworkCounterStore? store = null, ManualTimeProvider? clock = null, NetworkOptions? options = null) =>
        new ServiceInstance(
            _storage.Ports with { Counters = store ?? _storage.Counters },
            clock ?? _clock,
            new ServiceOptions { Network = options ?? new NetworkOptions() }).Network;

    private StoredSession NewSession(ManualTimeProvider? clock = null, TimeSpan? lifetime = null) => new(
        SampleSession.Open(_ids.Next(), 1_000) with
        {
            CreatedAt = (clock ?? _clock).GetUtcNow(),
            Lifetime = lifetime ?? TimeSpan.FromDays(1),
        },
        new Dictionary<string, NetworkCounters>());
}
