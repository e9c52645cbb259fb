using SmartTransfer.Bench.Links;
using static SmartTransfer.Bench.Tests.Links.SampleLink;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class TransferTests
{
    private const double Handshakes = 2 * RoundTripSeconds;

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(1_000_000)]
    [InlineData(100_000)]
    [InlineData(33_333)]
    public void On_a_perfect_link_every_chunk_costs_its_bytes_a_round_trip_and_the_servers_time(long chunkBytes)
    {
        var outcome = Send(Perfect(), chunkBytes, 1);

        var chunks = Math.Ceiling(10_000_000.0 / chunkBytes);
        var sending = (10_000_000 + (chunks * Connection.HeaderBytes)) / BytesPerSecond;
        Assert.InRange(
            outcome.Seconds,
            Handshakes + sending + (chunks * (RoundTripSeconds + MinServerSeconds)) - 1e-6,
            Handshakes + sending + (chunks * (RoundTripSeconds + MaxServerSeconds)) + 1e-6);
        Assert.Equal(chunks, outcome.Requests);
        Assert.Equal(0, outcome.ResentBytes);
        Assert.True(outcome is { IsDelivered: true, IsDamaged: false });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Connections_share_the_link_and_hide_one_anothers_overhead(int connections)
    {
        var outcome = Send(Perfect(), 250_000, connections);

        var sending = (10_000_000 + (40 * Connection.HeaderBytes)) / BytesPerSecond;
        Assert.InRange(outcome.Seconds, Handshakes + sending, Handshakes + sending + (2 * (RoundTripSeconds + MaxServerSeconds)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_connection_carries_no_more_than_its_window_a_round_trip(int connections)
    {
        const double Limit = 20_000;
        var outcome = Send(Perfect() with { ConnectionBytesPerSecond = Limit }, 10_000_000 / connections, connections);

        var sending = ((10_000_000 / connections) + Connection.HeaderBytes) / Limit;
        Assert.InRange(outcome.Seconds, Handshakes + sending, Handshakes + sending + RoundTripSeconds + MaxServerSeconds);
    }

    [Fact]
    public void A_new_connection_starts_slowly_and_doubles_every_round_trip()
    {
        // 14,600 bytes in the first of the round trips, then 29,200 and so on up to the link's 10 MB: it takes 7 of them to send 1 MB.
        var link = Perfect(14_600 * (1 + 2 + 4 + 8 + 16 + 32 + 64) - Connection.HeaderBytes) with { LevelBytesPerSecond = [100_000_000] };
        var outcome = Send(link, link.FileBytes, 1);

        Assert.InRange(
            outcome.Seconds,
            Handshakes + (8 * RoundTripSeconds) + MinServerSeconds - 1e-6,
            Handshakes + (8 * RoundTripSeconds) + MaxServerSeconds + 1e-6);
    }

    [Fact]
    public void What_was_sent_of_a_chunk_when_its_connection_is_reset_is_sent_again()
    {
        var outcome = Send(Perfect() with { ResetsPerSecond = 0.05 }, 1_000_000, 1);

        Assert.True(outcome.Requests > 10);
        Assert.InRange(outcome.ResentBytes, 1, (outcome.Requests - 10) * 1_000_000.0);
        Assert.True(outcome.Seconds > (10_000_000 + outcome.ResentBytes) / BytesPerSecond);
    }

    [Fact]
    public void A_stream_that_is_resumed_sends_again_no_more_than_was_in_flight()
    {
        var outcome = Transfer.Run(Perfect() with { ResetsPerSecond = 0.05 }, 1, new WholeFile());

        Assert.True(outcome.Requests > 1);
        Assert.InRange(outcome.ResentBytes, 0, (outcome.Requests - 1) * ((BytesPerSecond * RoundTripSeconds / 2) + 1));
    }

    [Fact]
    public void A_stall_is_noticed_when_the_client_has_waited_long_enough()
    {
        var (without, with) = (Send(Perfect(), 1_000_000, 1), Send(Perfect() with { StallsPerSecond = 0.01 }, 1_000_000, 1));

        Assert.True(with.Requests > without.Requests);
        Assert.True(with.Seconds > without.Seconds + ((with.Requests - without.Requests) * Connection.StallSeconds));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handover_ends_all_connections_and_nothing_gets_through_for_a_while(bool silent)
    {
        var link = Perfect() with { HandoverSeconds = 40, OutageSeconds = 5, IsHandoverSilent = silent };
        var outcome = Send(link, 250_000, 4);

        Assert.True(outcome.Requests >= 40 + 4, $"{outcome.Requests} requests: no handover ended four of them.");
        Assert.True(outcome.Seconds > (10_000_000 / BytesPerSecond) + (silent ? Connection.StallSeconds : 5));
    }

    [Fact]
    public void A_changed_byte_costs_the_whole_chunk_and_a_stream_does_not_see_it()
    {
        var link = Perfect() with { CorruptionsPerByte = 1e-6 };
        var (chunks, stream) = (Send(link, 500_000, 1), Transfer.Run(link, 1, new WholeFile()));

        Assert.True(chunks.ResentBytes > 0);
        Assert.Equal(0, chunks.ResentBytes % 500_000);
        Assert.False(chunks.IsDamaged);
        Assert.True(stream.IsDamaged);
        Assert.Equal(0, stream.ResentBytes);
    }

    [Fact]
    public void A_share_of_the_requests_dies_whatever_their_size()
    {
        foreach (var chunkBytes in new[] { 10_000, 1_000_000 })
        {
            var outcome = Send(Perfect(1000L * chunkBytes) with { LevelBytesPerSecond = [1e9], DeathsPerRequest = 0.05 }, chunkBytes, 4);
            Assert.InRange(outcome.Requests, 1030, 1080);
        }
    }

    [Fact]
    public void The_rate_changes_and_the_mean_of_its_levels_is_what_comes_through()
    {
        var link = Perfect(100_000_000) with { LevelBytesPerSecond = [50_000, 150_000], LevelSeconds = 5 };
        Assert.InRange(Send(link, 100_000_000, 1).Seconds, 900, 1100);
    }

    [Fact]
    public void A_bad_spell_resets_connections_that_a_good_one_lets_live()
    {
        var link = Perfect() with { GoodSeconds = 20, BadSeconds = 5, BadResetsPerSecond = 0.5 };
        Assert.Equal(10, Send(link with { BadResetsPerSecond = 0 }, 1_000_000, 1).Requests);
        Assert.True(Send(link, 1_000_000, 1).Requests > 10);
    }

    [Fact]
    public void A_transfer_that_cannot_end_is_given_up()
    {
        var outcome = Send(Perfect() with { ResetsPerSecond = 2 }, 10_000_000, 1);
        Assert.False(outcome.IsDelivered);
        Assert.True(outcome.Seconds >= Transfer.PatienceSeconds);
    }
}
