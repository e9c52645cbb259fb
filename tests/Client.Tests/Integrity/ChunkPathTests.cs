using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Tests.Integrity;

/// <summary>Rule 7.5 of docs/clients.md.</summary>
public sealed class ChunkPathTests
{
    [Fact]
    public void Chunks_that_tile_the_file_are_all_on_the_path() =>
        Assert.Equal([(0, 4), (4, 4), (8, 2)], Path(10, (4, 4), (8, 2), (0, 4)));

    [Fact]
    public void Of_two_ways_the_one_of_fewer_chunks_is_taken() =>
        Assert.Equal([(0, 8)], Path(8, (0, 4), (4, 4), (0, 8)));

    [Fact]
    public void Of_two_ways_the_one_that_leaves_fewer_bytes_open_is_taken() =>
        Assert.Equal([(0, 4), (4, 2)], Path(8, (0, 4), (3, 2), (4, 2)));

    [Fact]
    public void What_reaches_past_the_end_does_not_count() => Assert.Equal([], Path(8, (4, 5)));

    [Fact]
    public void The_path_is_as_cheap_as_any() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Choose(0, 9).Two().ListOf().ToArbitrary(),
            drawn =>
            {
                var chunks = drawn.Select(pair => (Offset: pair.Item1, Length: 1 + (pair.Item2 / 2))).ToArray();
                var path = Path(10, chunks);
                Assert.Equal(Best(10, chunks), 10 - path.Sum(chunk => chunk.Length));
                var end = 0;
                foreach (var (offset, length) in path)
                {
                    Assert.True(offset >= end, "No two overlap.");
                    end = offset + length;
                }
            }));

    /// <summary>The fewest bytes that any choice of chunks leaves open: tried from every position.</summary>
    private static int Best(int length, (int Offset, int Length)[] chunks)
    {
        var open = new int[length + 1];
        for (var at = length - 1; at >= 0; at--)
        {
            open[at] = 1 + open[at + 1];
            foreach (var (offset, bytes) in chunks)
            {
                open[at] = offset == at && at + bytes <= length ? Math.Min(open[at], open[at + bytes]) : open[at];
            }
        }

        return open[0];
    }

    private static (int Offset, int Length)[] Path(long length, params (int Offset, int Length)[] chunks) =>
        [.. ChunkPath.Find(length, chunks.Select(chunk => new FileChunk(chunk.Offset, chunk.Length, default, 0)))
            .Select(chunk => ((int)chunk.Offset, (int)chunk.Length))];
}
