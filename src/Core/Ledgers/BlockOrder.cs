namespace SmartTransfer.Core.Ledgers;

/// <summary>Our own order of blocks: Azure lists them by the text of their ids, Azurite by arrival, and neither is of use.</summary>
internal sealed class BlockOrder : IComparer<BlockId>
{
    private static readonly BlockOrder Instance = new();

    public static BlockId[] SortDistinct(List<BlockId> blocks)
    {
        var sorted = Sorted(blocks);

        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (kept == 0 || sorted[kept - 1].Offset != sorted[i].Offset || sorted[kept - 1] != sorted[i])
            {
                sorted[kept++] = sorted[i];
            }
        }

        return kept == sorted.Length ? sorted : sorted[..kept];
    }

    public int Compare(BlockId x, BlockId y)
    {
        var byOffset = x.Offset.CompareTo(y.Offset);
        if (byOffset != 0)
        {
            return byOffset;
        }

        var byLength = x.Length.CompareTo(y.Length);
        return byLength != 0 ? byLength : CompareContents(x, y);
    }

    private static int CompareContents(BlockId x, BlockId y)
    {
        Span<byte> left = stackalloc byte[32];
        Span<byte> right = stackalloc byte[32];
        x.Sha256.CopyTo(left);
        y.Sha256.CopyTo(right);
        var byDigest = left.SequenceCompareTo(right);
        return byDigest != 0
            ? byDigest
            : (x.Kind, x.Group.High, x.Group.Low, x.Crc64).CompareTo((y.Kind, y.Group.High, y.Group.Low, y.Crc64));
    }

    private static BlockId[] Sorted(List<BlockId> blocks)
    {
        // Offsets alone order all but overlapping blocks, and sorting them moves 12 bytes a step instead of 88.
        var offsets = new long[blocks.Count];
        var indexes = new int[blocks.Count];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = blocks[i].Offset;
            indexes[i] = i;
        }

        Array.Sort(offsets, indexes);
        var sorted = new BlockId[offsets.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = blocks[indexes[i]];
        }

        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && offsets[end] == offsets[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                Array.Sort(sorted, start, end - start, Instance);
            }
        }

        return sorted;
    }
}
