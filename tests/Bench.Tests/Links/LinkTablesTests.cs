using SmartTransfer.Bench.Links;
using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Tests.Links;

public sealed class LinkTablesTests
{
    private static readonly LinkProfile[] Two =
        [LinkProfiles.Moving4G with { FileBytes = 8 * Sizes.MiB }, LinkProfiles.Rural3G with { FileBytes = 4 * Sizes.MiB }];

    [Fact]
    public void The_same_seed_makes_the_same_tables_to_the_byte()
    {
        Assert.Equal(LinkTables.Text(7, 2, Two), LinkTables.Text(7, 2, Two));
        Assert.NotEqual(LinkTables.Text(7, 2, Two), LinkTables.Text(8, 2, Two));
    }

    [Fact]
    public void The_network_page_holds_what_the_command_prints_and_our_client_is_never_far_behind_the_best_in_hindsight()
    {
        var text = LinkTables.Text(LinkBenchmark.DefaultSeed, LinkBenchmark.Runs, LinkProfiles.All);
        Assert.Contains(text, File.ReadAllText(Path.Combine(RepositoryFolder.Find(), "docs", "network.md")), StringComparison.Ordinal);
        Assert.Equal(
            Enum.GetValues<ServerView>().Length,
            text.Split('\n').Count(line => line.Contains("more than 10 % behind the best in hindsight on none", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_of_the_usual_is_faster_than_the_best_in_hindsight()
    {
        var result = LinkResult.Of(Two[0], 3, 4);
        Assert.All(result.Usual, choice => Assert.True(choice.Cost.Seconds >= result.Best.Cost.Seconds));
        Assert.Contains(result.Best.ChunkBytes, FixedChoice.GridBytes);
        Assert.Contains(result.Best.Connections, FixedChoice.GridConnections);
    }

    [Fact]
    public void The_grid_goes_in_half_powers_of_two_from_the_smallest_chunk_to_the_largest()
    {
        Assert.Equal(64 * Sizes.KiB, FixedChoice.GridBytes[0]);
        Assert.Equal(8 * Sizes.MiB, FixedChoice.GridBytes[^1]);
        Assert.All(
            FixedChoice.GridBytes.Zip(FixedChoice.GridBytes.Skip(1)),
            pair => Assert.Equal(Math.Sqrt(2), (double)pair.Second / pair.First, 3));
        Assert.All(FixedChoice.UsualBytes, bytes => Assert.Contains(bytes, FixedChoice.GridBytes));
    }
}
