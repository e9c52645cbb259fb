using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Network;

/// <summary>The course that advice takes on a link when a client follows it.</summary>
public class AdviceCourseTests
{
    private const long KiB = 1024;

    [Fact]
    public void On_a_steady_link_advice_never_comes_back_to_a_size_that_it_left() => Always.Holds(
        from rate in Values.ByteCounts(maxBits: 26)
        from seed in Gen.Choose(0, int.MaxValue)
        from overheadMs in Gen.Choose(10, 800)
        from source in Gen.Elements(Enum.GetValues<TimeSource>())
        select new Link(rate + 2_000, overheadMs / 1000.0, source, FailEvery: null, seed),
        link =>
        {
            var sizes = Follow(link, chunks: 600).Select(advice => advice.ChunkBytes).Skip(20).ToList();
            var course = sizes.Where((size, n) => n == 0 || size != sizes[n - 1]).ToList();

            Assert.True(course.Count == course.Distinct().Count(), $"{link}: {string.Join(", ", course)}");
        });

    [Fact]
    public void A_steady_share_of_failures_moves_the_size_and_does_not_shake_it() => Always.Holds(
        from rate in Values.ByteCounts(maxBits: 24)
        from seed in Gen.Choose(0, int.MaxValue)
        from every in Gen.Choose(8, 40)
        select new Link(rate + 20_000, 0.1, TimeSource.Reported, every, seed),
        link =>
        {
            var sizes = Follow(link, chunks: 600).Select(advice => advice.ChunkBytes).Skip(100).ToList();
            var changes = sizes.Zip(sizes.Skip(1)).Count(pair => pair.First != pair.Second);

            Assert.True(changes <= 8, $"{link}: {changes} changes");
        });

    [Theory]
    [InlineData(TimeSource.Reported)]
    [InlineData(TimeSource.Streamed)]
    public void On_a_good_link_it_goes_up_to_the_largest_chunk_and_several_connections_within_a_few_successes(TimeSource source)
    {
        var advice = Follow(new Link(20_000_000, 0.05, source, FailEvery: null, Seed: 1), chunks: 40).ToList();

        Assert.Equal(8 * 1024 * KiB, advice[8].ChunkBytes);
        Assert.InRange(advice[8].Parallelism, 3, 6);
    }

    [Theory]
    [InlineData(TimeSource.Reported)]
    [InlineData(TimeSource.Streamed)]
    [InlineData(TimeSource.Completions)]
    public void A_good_link_that_begins_to_fail_gets_one_connection_and_small_chunks_within_a_few_failures(TimeSource source)
    {
        var link = new Follower(new Link(2_000_000, 0.05, source, FailEvery: null, Seed: 1));
        for (var i = 0; i < 30; i++)
        {
            _ = link.Store();
        }

        var failures = 0;
        TransferAdvice advice;
        do
        {
            advice = link.Fail();
            failures++;
        }
        while (failures < 20 && (advice.Parallelism > 1 || advice.ChunkBytes > 256 * KiB));

        Assert.InRange(failures, 1, 10);
    }

    private static IEnumerable<TransferAdvice> Follow(Link link, int chunks)
    {
        var follower = new Follower(link);
        for (var i = 1; i <= chunks; i++)
        {
            yield return link.FailEvery is { } every && i % every == 0 ? follower.Fail() : follower.Store();
        }
    }

    /// <summary>A link that is always the same, but for a tenth up and down.</summary>
    private sealed record Link(long BytesPerSecond, double OverheadSeconds, TimeSource Source, int? FailEvery, int Seed);

    /// <summary>A client that sends as it is advised, and the recorder that sees it.</summary>
    private sealed class Follower
    {
        private readonly ManualTimeProvider _clock = new();
        private readonly TransferAdvisor _advisor = new(new NetworkOptions(), new LimitOptions());
        private readonly NetworkRecorder _recorder;
        private readonly StoredSession _session;
        private readonly Random _random;
        private readonly Link _link;
        private TransferAdvice _advice;

        public Follower(Link link)
        {
            (_link, _random) = (link, new Random(link.Seed));
            _recorder = new ServiceInstance(new InMemoryStorage().Ports, _clock).Network;
            _session = new StoredSession(
                SampleSession.Open(new SequentialUploadIds().Next()) with { CreatedAt = _clock.GetUtcNow() },
                new Dictionary<string, NetworkCounters>());
            _advice = _advisor.Advise(0, NetworkCounters.Zero, _clock.GetUtcNow());
        }

        /// <summary>A chunk gets through. The link is shared, and what a chunk costs besides hides behind the others.</summary>
        public TransferAdvice Store()
        {
            var alone = TimeSpan.FromSeconds(
                _advice.ChunkBytes * _advice.Parallelism / (double)_link.BytesPerSecond * (0.9 + (0.2 * _random.NextDouble())));
            var (gap, overhead) = (
                TimeSpan.FromSeconds(_link.OverheadSeconds), TimeSpan.FromSeconds(_link.OverheadSeconds / _advice.Parallelism));
            _clock.Advance((alone / _advice.Parallelism) + overhead);
            if (_link.Source is TimeSource.Reported)
            {
                _recorder.Count(_session, new TransferSample(ChunkResult.Stored, _advice.ChunkBytes, alone + gap, TimeSource.Reported));
            }

            TimeSpan? seen = _link.Source is TimeSource.Streamed ? alone : null;
            _recorder.Count(
                _session,
                new TransferSample(
                    ChunkResult.Stored,
                    _advice.ChunkBytes,
                    seen,
                    TimeSource.Streamed)
                { Gap = seen is null || _advice.Parallelism > 1 ? null : gap });
            return Ask();
        }

        public TransferAdvice Fail()
        {
            var half = TimeSpan.FromSeconds(_advice.ChunkBytes / 2.0 / _link.BytesPerSecond);
            _clock.Advance(half);
            var sample = _link.Source switch
            {
                TimeSource.Reported => new TransferSample(ChunkResult.Broken, _advice.ChunkBytes / 2, half, TimeSource.Reported),
                TimeSource.Streamed => new TransferSample(ChunkResult.Broken, _advice.ChunkBytes / 2, half, TimeSource.Streamed),

                // Where nobody tells, a wrong digest is the one failure that is seen.
                _ => new TransferSample(ChunkResult.Mismatched, _advice.ChunkBytes, null, TimeSource.Streamed),
            };
            _recorder.Count(_session, sample);
            return Ask();
        }

        private TransferAdvice Ask() =>
            _advice = _advisor.Advise(_session.Session.KnownLengthBytes, _recorder.Known(_session), _clock.GetUtcNow());
    }
}
