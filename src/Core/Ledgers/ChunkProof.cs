namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Proves from checksums alone that chunks which came in any order and overlap are of one version of the file (docs/adr/0020). A block
/// that is not in the file is proven if it is part of another tiling of the whole file: then both tilings have the same checksum, or
/// it is a conflict. Pure, O(n log n) for n blocks.
/// </summary>
/// <remarks>
/// To stand on a cycle of boundaries with blocks of the file is not enough: with [5, 10) and [10, 20) in the file, [5, 15) and [10, 15)
/// agree with one another and with [5, 10), and say nothing of what the file has in [10, 15). So a chain of blocks must lead from the
/// file's beginning to the block, and one from there to the file's end.
/// </remarks>
public static class ChunkProof
{
    /// <summary>How many conflicts are looked into for their ranges; who sends more has enough to do with these.</summary>
    private const int MostNamed = 64;

    /// <summary>Compares the blocks of an upload with those of which its file consists.</summary>
    /// <param name="blocks">All that count, in any order.</param>
    /// <param name="path">Those of them that tile the file, in order of offset.</param>
    public static ProofOutcome Check(IReadOnlyList<BlockId> blocks, IReadOnlyList<BlockId> path)
    {
        if (blocks.Count == path.Count)
        {
            // No others, which is nearly always so.
            return new ProofOutcome.Equal();
        }

        var inFile = path.ToHashSet();
        var others = BlockOrder.SortDistinct([.. blocks.Where(block => !inFile.Contains(block))]);
        if (others.Length == 0)
        {
            return new ProofOutcome.Equal();
        }

        var boundaries = Boundaries(others, path);
        var conflicts = Conflicts(others, path, boundaries);
        if (conflicts.Count > 0)
        {
            return new ProofOutcome.Conflicting(conflicts);
        }

        var tilings = new OtherTilings(others, path, boundaries);
        var unproven = tilings.Unproven();
        return unproven.Count == 0 ? new ProofOutcome.Equal() : new ProofOutcome.Unproven(unproven, tilings.Bridges());
    }

    private static long[] Boundaries(BlockId[] others, IReadOnlyList<BlockId> path)
    {
        var boundaries = new long[1 + path.Count + (2 * others.Length)];
        var at = 1;
        foreach (var block in path)
        {
            boundaries[at++] = block.Range.End;
        }

        foreach (var block in others)
        {
            boundaries[at++] = block.Offset;
            boundaries[at++] = block.Range.End;
        }

        Array.Sort(boundaries);
        return [.. boundaries.Distinct()];
    }

    private static List<ByteRange> Conflicts(BlockId[] others, IReadOnlyList<BlockId> path, long[] boundaries)
    {
        var relations = new PrefixRelations(boundaries.Length);
        var crcs = new CrcComposition();
        var joins = new List<(int, int)>(path.Count + others.Length);
        var conflicts = new List<(int, int)>();
        foreach (var block in path)
        {
            Join(block, isForged: false);
        }

        for (int i = 0, tile = 0; i < others.Length; i++)
        {
            while (path[tile].Range.End <= others[i].Offset)
            {
                tile++;
            }

            // Equal checksums of contents that differ do not come about by accident.
            Join(others[i], Differs(path[tile], others[i]) || (i > 0 && Differs(others[i - 1], others[i])));
        }

        return conflicts.Count == 0 ? [] : Named(conflicts, new JoinedBoundaries(boundaries.Length, joins), path, boundaries);

        void Join(BlockId block, bool isForged)
        {
            var start = Array.BinarySearch(boundaries, block.Offset);
            var end = Array.BinarySearch(boundaries, block.Range.End);
            var relation = relations.Join(start, end, crcs.Shift(block.Crc64, boundaries[^1] - block.Range.End));
            if (relation is BoundaryRelation.New)
            {
                joins.Add((start, end));
            }

            if (relation is BoundaryRelation.Contradicted || isForged)
            {
                conflicts.Add((start, end));
            }
        }
    }

    private static bool Differs(BlockId one, BlockId other) => one.Range == other.Range && one.Sha256 != other.Sha256;

    private static List<ByteRange> Named(
        IReadOnlyList<(int Start, int End)> conflicts, JoinedBoundaries joined, IReadOnlyList<BlockId> path, long[] boundaries)
    {
        var ranges = new List<ByteRange>();
        var extents = conflicts.Take(MostNamed).Select(conflict => joined.Extent(conflict.Start, conflict.End));
        foreach (var (first, last) in extents.OrderBy(extent => extent))
        {
            Add(ranges, Cover(path, boundaries[first], boundaries[last]));
        }

        return ranges;
    }

    /// <summary>The file's blocks that hold the bytes from <paramref name="start"/> to <paramref name="end"/>.</summary>
    private static ByteRange Cover(IReadOnlyList<BlockId> path, long start, long end)
    {
        var first = path[TileBefore(path, start + 1)].Offset;
        return new ByteRange(first, path[TileBefore(path, end)].Range.End - first);
    }

    /// <summary>The last block of the file that begins before a position.</summary>
    private static int TileBefore(IReadOnlyList<BlockId> path, long position)
    {
        var (low, high) = (0, path.Count - 1);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = path[middle].Offset < position ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private static void Add(List<ByteRange> ranges, ByteRange range)
    {
        if (ranges.Count > 0 && range.Offset < ranges[^1].End)
        {
            ranges[^1] = ranges[^1] with { Length = Math.Max(ranges[^1].End, range.End) - ranges[^1].Offset };
        }
        else
        {
            ranges.Add(range);
        }
    }
}
