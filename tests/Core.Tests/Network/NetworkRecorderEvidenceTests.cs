using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>What the recorder makes of times: each of the sources alone, pauses, jumps.</summary>
public class NetworkRecorderEvidenceTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly InMemoryStorage _storage = new();
    private readonly SequentialUploadIds _ids = new();

    [Fact]
    public void A_link_that_becomes_slow_is_not_taken_for_a_client_that_pauses_again_and_again()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        foreach (var seconds in (int[])[1, 1, 1, 60, 60, 60])
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100);
        }

        Assert.Equal(TimeSpan.FromSeconds(123), recorder.Known(session).ActiveTime);
    }

    [Fact]
    public void A_client_that_says_that_it_sends_one_after_the_other_is_advised_chunks_of_the_whole_link()
    {
        Assert.InRange(AdviceAfter(connections: 1).ChunkBytes, 2 * AdviceAfter(null).ChunkBytes, 8 * 1024 * 1024);

        TransferAdvice AdviceAfter(int? connections)
        {
            var (recorder, session) = (NewRecorder(), NewSession());
            for (var i = 0; i < 10; i++)
            {
                recorder.Report(session, new TransferReport(0, TimeSpan.Zero, 1, 0, 0, TimeSpan.Zero, null, connections));
                _clock.Advance(TimeSpan.FromSeconds(2));
                recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 100_000);
            }

            return new TransferAdvisor(new NetworkOptions(), new LimitOptions()).Advise(0, recorder.Known(session), _clock.GetUtcNow());
        }
    }

    [Fact]
    public void A_link_so_slow_that_every_chunk_takes_a_minute_is_known_after_the_first()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        _clock.Advance(TimeSpan.FromMinutes(1));
        recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 60_000);

        Assert.Equal(
            1_000, TransferAdvisor.Estimate(recorder.Known(session), _clock.GetUtcNow()).GoodputBytesPerSecond!.Value, tolerance: 0.001);
    }

    [Fact]
    public void A_body_that_the_host_hands_over_at_once_does_not_make_a_slow_link_look_fast()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(20));
            using var attempt = recorder.Begin(session, new Dialect("native"), streamed: false);
            attempt.BodyEnded();
            attempt.Count(ChunkResult.Stored, 1_000_000);
        }

        var estimate = TransferAdvisor.Estimate(recorder.Known(session), _clock.GetUtcNow());
        Assert.Equal(50_000, estimate.GoodputBytesPerSecond!.Value, tolerance: 1);
        Assert.Equal(TimeSource.Completions, estimate.Source);
        Assert.Equal(LinkEstimate.PriorOverheadSeconds, estimate.OverheadSeconds);
    }

    [Fact]
    public void A_body_that_streams_tells_the_rate_of_its_connection_and_the_gap_before_it_the_overhead()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            using var attempt = recorder.Begin(session, new Dialect("native"), streamed: true);
            _clock.Advance(TimeSpan.FromSeconds(2));
            attempt.BodyEnded();
            _clock.Advance(TimeSpan.FromSeconds(0.25));
            attempt.Count(ChunkResult.Stored, 1_000_000);
        }

        var estimate = TransferAdvisor.Estimate(recorder.Known(session), _clock.GetUtcNow());
        Assert.Equal((TimeSource.Streamed, 500_000), (estimate.Source, Math.Round(estimate.ConnectionBytesPerSecond!.Value)));
        Assert.Equal(1_000_000 / 2.75, estimate.GoodputBytesPerSecond!.Value, tolerance: 1);
        Assert.InRange(estimate.OverheadSeconds, 0.73, 0.75);
        Assert.Equal(0, estimate.Variation!.Value, tolerance: 1e-6);
    }

    [Fact]
    public void Of_several_chunks_at_once_no_gap_is_measured()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        for (var i = 0; i < 4; i++)
        {
            using var one = recorder.Begin(session, new Dialect("native"), streamed: true);
            using var other = recorder.Begin(session, new Dialect("native"), streamed: true);
            _clock.Advance(TimeSpan.FromSeconds(3));
            one.BodyEnded();
            other.BodyEnded();
            other.Count(ChunkResult.Stored, 1);
        }

        Assert.Equal(0, recorder.Known(session).Evidence.Overheads);
    }

    [Fact]
    public void What_a_client_waits_after_a_failure_is_no_overhead()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        foreach (var result in new[] { ChunkResult.Broken, ChunkResult.Mismatched, ChunkResult.Stored })
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            using var attempt = recorder.Begin(session, new Dialect("native"), streamed: true);
            _clock.Advance(TimeSpan.FromSeconds(1));
            attempt.BodyEnded();
            attempt.Count(result, 1_000);
        }

        Assert.Equal(0, recorder.Known(session).Evidence.Overheads);
    }

    [Fact]
    public void What_the_client_reports_is_trusted_more_than_what_was_seen()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            recorder.Count(session, new TransferSample(ChunkResult.Stored, 1_000_000, TimeSpan.FromSeconds(4), TimeSource.Reported));
            recorder.Count(
                session, new TransferSample(ChunkResult.Broken, 500_000, TimeSpan.FromSeconds(2), TimeSource.Reported) { Times = 2 });
            recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 1_000_000);
        }

        var known = recorder.Known(session);
        var estimate = TransferAdvisor.Estimate(known, _clock.GetUtcNow());
        Assert.Equal(
            (TimeSource.Reported, 250_000, 100_000),
            (estimate.Source, Math.Round(estimate.ConnectionBytesPerSecond!.Value), Math.Round(estimate.GoodputBytesPerSecond!.Value)));
        Assert.Equal(1.0 / 3, estimate.SuccessRate!.Value, tolerance: 1e-9);
        Assert.Equal((10_000_000, 20, 5_000_000), (known.ReportedBytes, known.ReportedFailed, known.ReportedLostBytes));
        Assert.Equal((10, 0), (known.Chunks, known.Failed));
    }

    [Fact]
    public void Ten_thousand_samples_take_no_more_room_than_one_and_fade_to_a_limit()
    {
        var (recorder, session) = (NewRecorder(), NewSession());
        for (var i = 0; i < 10_000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            recorder.BeginBlock(session, new Dialect("tus")).Count(i % 10 == 0 ? ChunkResult.Broken : ChunkResult.Stored, 100_000);
        }

        // One sample a second that halves in five minutes: 300/ln 2.
        Assert.InRange(recorder.Known(session).Evidence.Attempts, 432, 434);
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(864_000_000)]
    public void A_clock_that_jumps_harms_nothing(int seconds)
    {
        var session = NewSession();
        var clock = new ManualTimeProvider(ManualTimeProvider.DefaultStart.AddSeconds(seconds));
        var recorder = NewRecorder(clock: clock);
        var advisor = new TransferAdvisor(new NetworkOptions(), new LimitOptions());
        for (var i = 0; i < 20; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            recorder.BeginBlock(session, new Dialect("tus")).Count(ChunkResult.Stored, 1_000_000);
        }

        var advice = advisor.Advise(1_000_000, recorder.Known(session), clock.GetUtcNow());
        Assert.InRange(advice.ChunkBytes, 2_000_000, 2_500_000);
        Assert.InRange(advice.GoodputBytesPerSecond!.Value, 900_000, 1_100_000);
    }

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
