namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// The cheapest way from the first byte of a file to its end: every block is an edge from its offset to its end that
/// costs nothing, every stretch between two neighbouring offsets is an edge that costs its bytes. The shortest path
/// (edges only go forward, so one pass in order of offset finds it) sends the fewest bytes, and among those uses the
/// fewest blocks; its gaps are exactly what is missing, its blocks exactly what would be committed.
/// </summary>
internal sealed class TilingPath
{
    private const int Gap = -1;

    private TilingPath(IReadOnlyList<ByteRange> missing, IReadOnlyList<int> tiles, long contiguousPrefix)
    {
        Missing = missing;
        Tiles = tiles;
        ContiguousPrefix = contiguousPrefix;
    }

    /// <summary>The gaps on the path, neighbours joined, in order.</summary>
    public IReadOnlyList<ByteRange> Missing { get; }

    /// <summary>Indexes of the blocks on the path, in order.</summary>
    public IReadOnlyList<int> Tiles { get; }

    /// <summary>The largest offset that blocks alone reach from zero.</summary>
    public long ContiguousPrefix { get; }

    /// <param name="length">Length of the file in bytes.</param>
    /// <param name="blocks">Blocks within the file, in order of offset and length.</param>
    public static TilingPath Find(long length, BlockId[] blocks)
    {
        var nodes = Nodes(length, blocks);
        var cost = new long[nodes.Length];
        var count = new int[nodes.Length];
        var from = new int[nodes.Length];
        var via = new int[nodes.Length];
        var reached = new bool[nodes.Length];
        Array.Fill(cost, long.MaxValue);
        cost[0] = 0;
        reached[0] = true;
        var prefix = 0L;
        var next = 0;
        for (var node = 0; node < nodes.Length; node++)
        {
            if (reached[node])
            {
                prefix = nodes[node];
            }

            for (; next < blocks.Length && blocks[next].Offset == nodes[node]; next++)
            {
                var end = EndNode(nodes, node, blocks[next].Range.End);
                Relax(node, end, cost[node], count[node] + 1, next);
                reached[end] |= reached[node];
            }

            if (node + 1 < nodes.Length)
            {
                Relax(node, node + 1, cost[node] + nodes[node + 1] - nodes[node], count[node], Gap);
            }
        }

        var (missing, tiles) = WalkBack(nodes, from, via);
        return new TilingPath(missing, tiles, prefix);

        void Relax(int start, int end, long newCost, int newCount, int edge)
        {
            if (newCost < cost[end] || (newCost == cost[end] && newCount < count[end]))
            {
                cost[end] = newCost;
                count[end] = newCount;
                from[end] = start;
                via[end] = edge;
            }
        }
    }

    private static long[] Nodes(long length, BlockId[] blocks)
    {
        var nodes = new long[(blocks.Length * 2) + 2];
        nodes[^1] = length;
        for (var i = 0; i < blocks.Length; i++)
        {
            nodes[1 + (2 * i)] = blocks[i].Offset;
            nodes[2 + (2 * i)] = blocks[i].Range.End;
        }

        Array.Sort(nodes);
        var kept = 0;
        foreach (var node in nodes)
        {
            if (kept == 0 || nodes[kept - 1] != node)
            {
                nodes[kept++] = node;
            }
        }

        return nodes[..kept];
    }

    private static int EndNode(long[] nodes, int start, long end)
    {
        // In an orderly upload the end of a block is the next node.
        return start + 1 < nodes.Length && nodes[start + 1] == end
            ? start + 1
            : Array.BinarySearch(nodes, start, nodes.Length - start, end);
    }

    private static (List<ByteRange> Missing, List<int> Tiles) WalkBack(long[] nodes, int[] from, int[] via)
    {
        var missing = new List<ByteRange>();
        var tiles = new List<int>();
        for (var node = nodes.Length - 1; node > 0; node = from[node])
        {
            if (via[node] != Gap)
            {
                tiles.Add(via[node]);
                continue;
            }

            var start = nodes[from[node]];
            if (missing.Count > 0 && missing[^1].Offset == nodes[node])
            {
                missing[^1] = new ByteRange(start, missing[^1].End - start);
            }
            else
            {
                missing.Add(new ByteRange(start, nodes[node] - start));
            }
        }

        missing.Reverse();
        tiles.Reverse();
        return (missing, tiles);
    }
}
