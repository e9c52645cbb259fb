using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Client.Policy;

namespace SmartTransfer.Client.Tests.Policy;

/// <summary>Rules 2 and 3 of docs/clients.md.</summary>
public sealed class SendPolicyTests
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    private static SendPolicy With(TransferAdvice advice, long ownMax = 16 * MiB, int ownConnections = 16)
    {
        var policy = new SendPolicy(ownMax, ownConnections);
        policy.Advised(advice);
        return policy;
    }

    [Fact]
    public void Before_any_advice_chunks_are_a_mebibyte_over_three_connections()
    {
        var policy = new SendPolicy(16 * MiB, 16);

        Assert.Equal((MiB, 3), (policy.ChunkBytes, policy.Connections));
    }

    [Theory]
    [InlineData(2 * MiB, 16 * MiB, 2 * MiB)]
    [InlineData(2 * MiB, MiB, MiB)]
    [InlineData(32 * MiB, 64 * MiB, 8 * MiB)]
    public void The_size_is_the_advised_one_within_the_clients_and_the_services_maximum(long advised, long own, long expected) =>
        Assert.Equal(expected, With(new TransferAdvice { ChunkBytes = advised }, own).ChunkBytes);

    [Fact]
    public void The_services_floor_wins_over_the_clients_maximum() =>
        Assert.Equal(5 * MiB, With(new TransferAdvice { ChunkBytes = 5 * MiB, MinChunkBytes = 5 * MiB }, ownMax: MiB).ChunkBytes);

    [Fact]
    public void What_nobody_answers_is_halved_down_to_64_KiB_and_an_answer_ends_that()
    {
        var policy = With(new TransferAdvice { ChunkBytes = MiB });
        var sizes = new List<long>();
        for (var i = 0; i < 6; i++)
        {
            _ = policy.Unanswered(0);
            sizes.Add(policy.ChunkBytes);
        }

        Assert.Equal([512 * KiB, 256 * KiB, 128 * KiB, 64 * KiB, 64 * KiB, 64 * KiB], sizes);
        policy.Advised(policy.Advice);
        Assert.Equal(MiB, policy.ChunkBytes);
    }

    [Fact]
    public void Halving_stops_at_the_services_floor()
    {
        var policy = With(new TransferAdvice { ChunkBytes = MiB, MinChunkBytes = 300 * KiB });
        _ = policy.Unanswered(0);
        _ = policy.Unanswered(0);

        Assert.Equal(300 * KiB, policy.ChunkBytes);
    }

    [Fact]
    public void Connections_that_break_together_halve_once()
    {
        var policy = With(new TransferAdvice { ChunkBytes = MiB, Parallelism = 4 });
        foreach (var connection in Enumerable.Range(0, 4))
        {
            Assert.Equal(1, policy.Unanswered(connection));
        }

        Assert.Equal(512 * KiB, policy.ChunkBytes);
    }

    [Fact]
    public void Small_advice_is_not_raised_to_the_smallest_half()
    {
        var policy = With(new TransferAdvice { ChunkBytes = 10 * KiB });
        _ = policy.Unanswered(0);

        Assert.Equal(10 * KiB, policy.ChunkBytes);
    }

    [Fact]
    public void The_ceiling_doubles_up_to_a_minute()
    {
        var policy = With(new TransferAdvice { RetryDelay = TimeSpan.FromSeconds(1) });

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(1, 8).Select(failures => policy.Ceiling(failures).TotalSeconds));
    }

    [Fact]
    public void An_answer_is_waited_for_as_long_as_it_asks_and_up_to_a_tenth_more()
    {
        var policy = With(TransferAdvice.Default);

        Assert.Equal(TimeSpan.FromSeconds(10), policy.WaitAsked(TimeSpan.FromSeconds(10), 1, jitter: 0));
        Assert.Equal(TimeSpan.FromSeconds(10.5), policy.WaitAsked(TimeSpan.FromSeconds(10), 1, jitter: 0.5));
    }

    [Fact]
    public void What_may_go_at_once_goes_at_once_twice()
    {
        var policy = With(new TransferAdvice { RetryDelay = TimeSpan.FromSeconds(2) });

        Assert.Equal(
            [0, 0, 1, 2, 4],
            Enumerable.Range(1, 5).Select(failures => policy.WaitAsked(TimeSpan.Zero, failures, jitter: 0.5).TotalSeconds));
    }

    [Fact]
    public void No_rest_is_left_that_is_smaller_than_the_floor()
    {
        var policy = With(new TransferAdvice { ChunkBytes = MiB, MinChunkBytes = 100 * KiB, MaxChunkBytes = MiB + (200 * KiB) });

        Assert.Equal(MiB, policy.CutFrom(2 * MiB));
        Assert.Equal(MiB + KiB, policy.CutFrom(MiB + KiB));
        Assert.Equal(50 * KiB, policy.CutFrom(50 * KiB));
    }

    [Fact]
    public void A_rest_that_cannot_be_taken_along_is_made_as_large_as_the_floor()
    {
        var policy = With(new TransferAdvice { ChunkBytes = MiB, MinChunkBytes = 100 * KiB, MaxChunkBytes = MiB });

        Assert.Equal(MiB + KiB - (100 * KiB), policy.CutFrom(MiB + KiB));
    }

    [Fact]
    public void A_file_is_cut_into_chunks_that_the_service_takes() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(1, 1 << 20).Four().ToArbitrary(),
            numbers =>
            {
                var (chunk, floor, room, file) = numbers;
                var policy = With(new TransferAdvice { ChunkBytes = chunk, MinChunkBytes = floor, MaxChunkBytes = floor + room });
                for (var left = (long)file; left > 0;)
                {
                    var cut = policy.CutFrom(left);
                    left -= cut;
                    Assert.True(cut > 0 && cut <= floor + room && left >= 0, $"{cut} of {left}");

                    // One that is as large as the maximum twice over always leaves enough for the floor.
                    Assert.True(cut >= floor || left == 0 || room < floor, $"{cut} with {left} left, floor {floor}");
                }
            }));

    [Fact]
    public void A_stream_of_unknown_length_fits_into_49_000_chunks_up_to_256_GiB()
    {
        var policy = With(new TransferAdvice { ChunkBytes = 64 * KiB });
        var chunks = 0;
        for (long offset = 0; offset < 256L << 30; chunks++)
        {
            offset += policy.CutFrom(long.MaxValue, offset);
        }

        Assert.InRange(chunks, 40_000, 49_000);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 6)]
    [InlineData(200, 16)]
    public void Connections_are_at_least_one_and_at_most_the_clients_own(int advised, int expected) =>
        Assert.Equal(expected, With(new TransferAdvice { Parallelism = advised }).Connections);

    [Fact]
    public void What_the_service_names_as_largest_and_smallest_counts_from_then_on()
    {
        var policy = With(new TransferAdvice { ChunkBytes = 4 * MiB });
        policy.CapAt(MiB);
        Assert.Equal(MiB, policy.ChunkBytes);

        policy.Advised(new TransferAdvice { ChunkBytes = 8 * MiB });
        Assert.Equal(MiB, policy.ChunkBytes);

        policy.FloorAt(2 * MiB);
        Assert.Equal(2 * MiB, policy.ChunkBytes);
    }
}
