using FsCheck.Fluent;
using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Links;

public class LinkEvidenceTests
{
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    [Fact]
    public void Evidence_halves_in_its_half_life_and_its_ratios_stay()
    {
        var evidence = Of(Sample(1_000, 2)).FadedTo(Now + LinkEvidence.SessionHalfLife);

        Assert.Equal(new RateSum(500, 1), evidence.Streamed);
        Assert.Equal(0.5, evidence.Stored);
        Assert.Equal(500, evidence.Streamed.BytesPerSecond);
    }

    [Fact]
    public void Going_back_in_time_changes_nothing() =>
        Assert.Equal(Of(Sample(1_000, 2)), Of(Sample(1_000, 2)).FadedTo(Now.AddDays(-1)));

    [Fact]
    public void Evidence_of_several_instances_adds_up_in_any_order() => Always.Holds(
        Some().Three(),
        given =>
        {
            var (a, b, c) = given;
            Same(a + b + c, c + (b + a));
            Same(a, a + LinkEvidence.None);
            Same(a + b, LinkEvidence.Add(b, a));
        });

    [Fact]
    public void Adding_now_or_later_is_the_same() => Always.Holds(
        Some().Two().Zip(Gen.Choose(0, 100_000)),
        given =>
        {
            var ((a, b), seconds) = given;
            var later = (a.At > b.At ? a.At : b.At).AddSeconds(seconds);
            Same((a + b).FadedTo(later), a.FadedTo(later) + b.FadedTo(later));
        });

    [Fact]
    public void Two_instances_that_were_active_at_once_double_the_goodput_and_one_after_the_other_do_not()
    {
        var one = Steady(Now, 60, 1_000_000);

        Assert.Equal(2_000_000, Goodput(one + Steady(Now, 60, 1_000_000)), tolerance: 20_000);
        Assert.Equal(1_000_000, Goodput(one + Steady(Now.AddSeconds(60), 60, 1_000_000)), tolerance: 20_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_duration_that_makes_no_sense_counts_as_not_measured(int seconds)
    {
        var evidence = Of(Sample(1_000, seconds) with { Gap = TimeSpan.FromSeconds(-1) });

        Assert.Equal((1, default, 0, 0), (evidence.Stored, evidence.Streamed, evidence.Overheads, evidence.Rates));
    }

    [Fact]
    public void A_body_that_came_within_a_moment_tells_no_rate() => Assert.Equal(default, Of(Sample(1_000_000, 0.019)).Streamed);

    [Fact]
    public void A_long_gap_is_no_cost_of_the_chunk_after_it() =>
        Assert.Equal(0, Of(Sample(1, 1) with { Gap = TimeSpan.FromSeconds(5) }).Overheads);

    [Fact]
    public void A_refused_chunk_says_nothing() =>
        Assert.Equal(0, Of(Sample(1_000, 3) with { Result = ChunkResult.Refused }).Attempts);

    [Fact]
    public void The_bytes_of_a_chunk_that_several_connections_bunched_tell_no_rate_of_their_own()
    {
        var completion = new TransferSample(ChunkResult.Stored, 1_000_000, TimeSpan.FromSeconds(1), TimeSource.Completions);

        Assert.Equal(
            (0, 3),
            (Of(completion with { Connections = 3 }).Rates, Math.Round(Of(completion with { Connections = 3 }).ConnectionSeconds, 1)));
        Assert.Equal((1, 1), (Of(completion).Rates, Math.Round(Of(completion).ConnectionSeconds, 1)));
    }

    internal static FsCheck.Gen<LinkEvidence> Some() =>
        from samples in AnySample().ListOf()
        from pauses in Gen.Choose(0, 1_000).ListOf(samples.Count)
        select Collect(samples, pauses);

    private static FsCheck.Gen<TransferSample> AnySample() =>
        from result in Gen.Elements(Enum.GetValues<ChunkResult>())
        from source in Gen.Elements(Enum.GetValues<TimeSource>())
        from bytes in Values.ByteCounts(maxBits: 27)
        from milliseconds in Gen.Choose(-10, 60_000)
        from gap in Gen.Choose(-10, 10_000)
        select new TransferSample(result, bytes, TimeSpan.FromMilliseconds(milliseconds), source) { Gap = TimeSpan.FromMilliseconds(gap) };

    private static LinkEvidence Collect(IList<TransferSample> samples, IList<int> pauses)
    {
        var (evidence, at) = (LinkEvidence.None, Now);
        for (var i = 0; i < samples.Count; i++)
        {
            at = at.AddSeconds(pauses[i]);
            evidence += EvidenceOf.Sample(samples[i], at, LinkEvidence.SessionHalfLife);
        }

        return evidence;
    }

    private static LinkEvidence Steady(DateTimeOffset from, int seconds, long bytesPerSecond)
    {
        var evidence = LinkEvidence.None;
        for (var i = 1; i <= seconds; i++)
        {
            var completion = new TransferSample(ChunkResult.Stored, bytesPerSecond, TimeSpan.FromSeconds(1), TimeSource.Completions);
            evidence += EvidenceOf.Sample(completion, from.AddSeconds(i), LinkEvidence.SessionHalfLife);
        }

        return evidence;
    }

    private static double Goodput(LinkEvidence evidence) => LinkEstimate.Of(evidence).GoodputBytesPerSecond!.Value;

    private static TransferSample Sample(long bytes, double seconds) =>
        new(ChunkResult.Stored, bytes, TimeSpan.FromSeconds(seconds), TimeSource.Streamed);

    private static LinkEvidence Of(TransferSample sample) => EvidenceOf.Sample(sample, Now, LinkEvidence.SessionHalfLife);

    private static void Same(LinkEvidence left, LinkEvidence right)
    {
        Assert.Equal((left.At, left.Since), (right.At, right.Since));
        foreach (var (a, b) in Sums(left).Zip(Sums(right)))
        {
            Assert.True(Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))), $"{a} and {b}");
        }
    }

    private static double[] Sums(LinkEvidence e) =>
    [
        e.Reported.Bytes, e.Reported.Seconds, e.Streamed.Bytes, e.Streamed.Seconds, e.Completed.Bytes, e.Completed.Seconds,
        e.ConnectionSeconds, e.Stored, e.Failed,
        e.StorageFailed, e.ExposedSeconds, e.ReportedFailed, e.ReportedSeconds, e.OverheadSeconds, e.Overheads, e.Rates, e.LogRates,
        e.SquaredLogRates,
    ];
}
