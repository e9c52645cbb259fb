using SmartTransfer.Bench.Links;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class AdvisedChunksTests
{
    private const long FileBytes = 100_000_000;

    public static TheoryData<string> Views => [.. Enum.GetNames<ServerView>()];

    [Theory]
    [MemberData(nameof(Views))]
    public void A_link_on_which_nothing_happens_is_used_as_well_as_the_best_in_hindsight_would(string view)
    {
        var outcome = Transfer.Run(SampleLink.Perfect(FileBytes), 1, new AdvisedChunks(FileBytes, Enum.Parse<ServerView>(view)));
        Assert.True(outcome is { IsDelivered: true, IsDamaged: false, ResentBytes: 0 });
        Assert.InRange(outcome.Seconds, FileBytes / SampleLink.BytesPerSecond, 1.1 * FileBytes / SampleLink.BytesPerSecond);
    }

    [Theory]
    [InlineData(nameof(ServerView.Completions), false)]
    [InlineData(nameof(ServerView.Reports), true)]
    [InlineData(nameof(ServerView.Streams), true)]
    public void What_breaks_is_known_to_a_server_that_is_told_or_reads_along_and_to_no_other(string name, bool known)
    {
        var view = Enum.Parse<ServerView>(name);
        var (calm, broken) = (AdviceAfter(view, failures: 0), AdviceAfter(view, failures: 30));
        Assert.Equal(known, broken != calm);
        Assert.True(broken.ChunkBytes <= calm.ChunkBytes);
    }

    [Fact]
    public void What_nobody_answers_is_cut_in_half_until_somebody_does()
    {
        var (policy, jitter) = (new AdvisedChunks(FileBytes, ServerView.Completions), new RandomStream(1, Purpose.Jitter));
        var sizes = new List<long> { policy.ChunkBytes };
        for (var failure = 1; failure <= 6; failure++)
        {
            _ = policy.RetrySeconds(Broken(failure), failure, jitter);
            sizes.Add(policy.ChunkBytes);
        }

        Assert.Equal([1 << 18, 1 << 17, 1 << 16, 1 << 16, 1 << 16, 1 << 16, 1 << 16], sizes);
        Send(policy, 100);
        Assert.True(policy.ChunkBytes > 1 << 16);
    }

    [Fact]
    public void A_link_that_never_lives_as_long_as_the_first_chunks_would_take_is_got_through()
    {
        var link = SampleLink.Perfect(5_000_000) with { LevelBytesPerSecond = [50_000], HandoverSeconds = 25, OutageSeconds = 2 };
        Assert.True(Transfer.Run(link, 1, new AdvisedChunks(link.FileBytes, ServerView.Completions)).Seconds < 300);
    }

    [Fact]
    public void The_delay_doubles_with_every_failure_that_no_advice_came_after()
    {
        var (policy, jitter) = (new AdvisedChunks(FileBytes, ServerView.Completions), new RandomStream(1, Purpose.Jitter));
        var longest = new double[4];
        for (var i = 0; i < 1_000; i++)
        {
            Send(policy, 100 * i);
            for (var failure = 0; failure < longest.Length; failure++)
            {
                longest[failure] = Math.Max(longest[failure], policy.RetrySeconds(Broken(100 * i), failure + 1, jitter));
            }
        }

        Assert.All(longest.Zip([1, 2, 4, 8]), pair => Assert.InRange(pair.First, 0.98 * pair.Second, pair.Second));
    }

    /// <summary>One chunk every ten seconds, and the failures between two of them.</summary>
    private static (long ChunkBytes, int Connections) AdviceAfter(ServerView view, int failures)
    {
        var policy = new AdvisedChunks(FileBytes, view);
        for (var i = 0; i < 20; i++)
        {
            Send(policy, 10 * i);
        }

        for (var i = 0; i < failures; i++)
        {
            policy.Begun(0, 191 + (i * 0.2));
            policy.Lost(Broken(191 + (i * 0.2)));
        }

        for (var i = 20; i < 25; i++)
        {
            Send(policy, 10 * i);
        }

        return (policy.ChunkBytes, policy.Connections);
    }

    private static Attempt Broken(double at) => new(0, 0, 1_000_000, at, at + 0.1, 500, 500, AttemptEnd.Broken);

    private static void Send(AdvisedChunks policy, double at)
    {
        policy.Begun(0, at);
        policy.BodySent(0, at + 9.8);
        policy.Handled(new(0, 0, 1_000_000, at, at + 9.9, 1_000_000, 1_000_000, AttemptEnd.Stored));
        policy.Answered(new(0, 0, 1_000_000, at, at + 9.95, 1_000_000, 1_000_000, AttemptEnd.Stored));
    }
}
