using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>What a ledger must answer, found by trying everything.</summary>
internal static class LedgerModel
{
    /// <summary>
    /// The fewest bytes that must be sent so that blocks tile the file, and the fewest blocks that leave no more open: the best
    /// of all subsets without overlap.
    /// </summary>
    public static (long Missing, int BlockCount) Best(long length, IEnumerable<BlockId> blocks)
    {
        var ranges = blocks.Select(block => block.Range).Distinct().ToArray();
        var best = (Missing: length, BlockCount: 0);
        for (var mask = 0; mask < 1 << ranges.Length; mask++)
        {
            var chosen = ranges.Where((_, i) => (mask >> i & 1) != 0).OrderBy(range => range.Offset).ToArray();
            var apart = chosen.Zip(chosen.Skip(1)).All(pair => pair.First.End <= pair.Second.Offset);
            var left = (Missing: length - chosen.Sum(range => range.Length), BlockCount: chosen.Length);
            if (apart && left.CompareTo(best) < 0)
            {
                best = left;
            }
        }

        return best;
    }

    /// <summary>The furthest offset that a chain of blocks reaches from zero.</summary>
    public static long Prefix(IEnumerable<BlockId> blocks)
    {
        var ranges = blocks.Select(block => block.Range).ToArray();
        var reached = new HashSet<long> { 0 };
        while (ranges.Any(range => reached.Contains(range.Offset) && reached.Add(range.End)))
        {
        }

        return reached.Max();
    }

    /// <summary>Asserts that blocks follow one another from zero to the end.</summary>
    public static void AssertTiles(long length, IEnumerable<ByteRange> ranges)
    {
        long at = 0;
        foreach (var range in ranges)
        {
            Assert.Equal(at, range.Offset);
            Assert.True(range.Length > 0);
            at = range.End;
        }

        Assert.Equal(length, at);
    }
}
