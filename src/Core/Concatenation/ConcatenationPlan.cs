namespace SmartTransfer.Core.Concatenation;

/// <summary>
/// Which blocks a final upload consists of: those of its partial uploads, moved to where they are in the whole. Where that
/// would be more blocks than a file can have, neighbours are put together. Pure: the same parts give the same plan, so
/// whoever goes on with a concatenation copies the same blocks. It takes as much memory as it has blocks, not as it has sources.
/// </summary>
public static class ConcatenationPlan
{
    private const long LeastMergedBytes = 64 * 1024;

    /// <summary>Makes the plan.</summary>
    /// <param name="sources">The partial uploads in their order.</param>
    /// <param name="maxBlocks">Blocks that the final upload may have at most.</param>
    /// <param name="maxMergedBytes">How large a block that is put together from others may become, in bytes.</param>
    /// <returns>The blocks in order of offset; null when there is no way to make so few.</returns>
    public static IReadOnlyList<CopiedBlock>? Make(IReadOnlyList<ConcatenationSource> sources, int maxBlocks, long maxMergedBytes)
    {
        if (sources.Sum(source => (long)source.Blocks.Count) <= maxBlocks)
        {
            return Merge(sources, 0, maxBlocks);
        }

        // Doubling keeps blocks about as small as they can be: they are read into memory to be put together.
        for (var size = LeastMergedBytes; ; size *= 2)
        {
            if (Merge(sources, Math.Min(size, maxMergedBytes), maxBlocks) is { } plan)
            {
                return plan;
            }

            if (size >= maxMergedBytes)
            {
                return null;
            }
        }
    }

    private static List<CopiedBlock>? Merge(IReadOnlyList<ConcatenationSource> sources, long size, int maxBlocks)
    {
        var plan = new List<CopiedBlock>();
        long offset = 0;
        foreach (var source in sources)
        {
            var blocks = source.Blocks;
            for (var start = 0; start < blocks.Count;)
            {
                var end = start + 1;
                var length = blocks[start].Length;
                while (end < blocks.Count && length + blocks[end].Length <= size)
                {
                    length += blocks[end++].Length;
                }

                if (plan.Count == maxBlocks)
                {
                    return null;
                }

                plan.Add(new CopiedBlock(source, start, end - start, offset));
                offset = checked(offset + length);
                start = end;
            }
        }

        return plan;
    }
}
