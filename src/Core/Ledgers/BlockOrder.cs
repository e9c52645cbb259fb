namespace SmartTransfer.Core.Ledgers;

/// <summary>Our own order of blocks: Azure lists them by the text of their ids, Azurite by arrival, and neither is of use.</summary>
internal sealed class BlockOrder : IComparer<BlockId>
{
    private static readonly BlockOrder Instance = new();

    public static BlockId[] SortDistinct(List<BlockId> blocks)
    {
        var sorted = blocks.ToArray();
        if (!IsSorted(sorted))
        {
            Array.Sort(sorted, Instance);
        }

        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (kept == 0 || sorted[kept - 1] != sorted[i])
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
        return byDigest != 0 ? byDigest : string.CompareOrdinal(x.Encode(), y.Encode());
    }

    private static bool IsSorted(BlockId[] blocks)
    {
        for (var i = 1; i < blocks.Length; i++)
        {
            if (Instance.Compare(blocks[i - 1], blocks[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }
}
