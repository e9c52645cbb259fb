namespace SmartTransfer.Core.Ledgers;

/// <summary>The blocks of a list that can stand in the lineage of a file.</summary>
internal sealed class LineageBlocks
{
    private readonly Dictionary<BlockId, LineagePoint> _sealedPoints;

    private LineageBlocks(BlockId[] ordered, List<BlockId> fences, Dictionary<BlockId, LineagePoint> sealedPoints)
    {
        Ordered = ordered;
        Fences = fences;
        _sealedPoints = sealedPoints;
    }

    /// <summary>Blocks with bytes of the file, in order of offset, then length, then content.</summary>
    public BlockId[] Ordered { get; }

    /// <summary>The fences, in order of offset, then checksum.</summary>
    public IReadOnlyList<BlockId> Fences { get; }

    /// <param name="lengthBytes">The furthest that a block may reach.</param>
    /// <param name="list">The list in any order.</param>
    public static LineageBlocks Read(long lengthBytes, IEnumerable<StagedBlock> list)
    {
        var blocks = new List<BlockId>(list.TryGetNonEnumeratedCount(out var count) ? count : 0);
        List<BlockId> fences = [];
        List<BlockId> seals = [];
        Dictionary<BlockGroup, List<BlockId>> pieces = [];
        foreach (var entry in list)
        {
            if (!BlockId.TryDecode(entry.EncodedId, out var id) || id.Length != entry.SizeBytes)
            {
                continue;
            }

            switch (id.Kind)
            {
                case BlockKind.Fence when id.Offset <= lengthBytes:
                    fences.Add(id);
                    break;
                case BlockKind.Seal:
                    seals.Add(id);
                    break;
                case BlockKind.Plain or BlockKind.Linear when id.Range.End <= lengthBytes:
                    blocks.Add(id);
                    break;
                case BlockKind.Provisional when id.Range.End <= lengthBytes:
                    Together(pieces, id).Add(id);
                    break;
            }
        }

        fences.Sort(static (x, y) => (x.Offset, x.Point.Crc64).CompareTo((y.Offset, y.Point.Crc64)));
        var points = PointsOf(seals, pieces);
        blocks.AddRange(points.Keys);
        return new LineageBlocks(BlockOrder.SortDistinct(blocks), fences, points);
    }

    /// <summary>Where the file continues with a block; not for plain blocks, which do not say.</summary>
    public LineagePoint PointOf(BlockId block) => block.Kind is BlockKind.Provisional ? _sealedPoints[block] : block.Point;

    private static List<BlockId> Together(Dictionary<BlockGroup, List<BlockId>> pieces, BlockId piece)
    {
        if (!pieces.TryGetValue(piece.Group, out var group))
        {
            pieces[piece.Group] = group = [];
        }

        return group;
    }

    /// <summary>
    /// Sealed pieces follow one another from where their seal says to where it says. A group of which that is not so does not count.
    /// </summary>
    private static Dictionary<BlockId, LineagePoint> PointsOf(List<BlockId> seals, Dictionary<BlockGroup, List<BlockId>> pieces)
    {
        var points = new Dictionary<BlockId, LineagePoint>();
        foreach (var group in seals.Distinct().GroupBy(seal => seal.Group))
        {
            // Two seals that say different things say nothing.
            if (group.Count() == 1
                && SealText.TryRead(group.First(), out var at, out var end)
                && pieces.TryGetValue(group.Key, out var unordered))
            {
                var ordered = BlockOrder.SortDistinct(unordered);
                if (FollowOneAnother(ordered, at.Offset, end))
                {
                    foreach (var piece in ordered)
                    {
                        points.Add(piece, at);
                        at = at.After(piece.Length, piece.Crc64);
                    }
                }
            }
        }

        return points;
    }

    private static bool FollowOneAnother(BlockId[] ordered, long offset, long end)
    {
        foreach (var piece in ordered)
        {
            if (piece.Offset != offset)
            {
                return false;
            }

            offset = piece.Range.End;
        }

        return offset == end;
    }
}
