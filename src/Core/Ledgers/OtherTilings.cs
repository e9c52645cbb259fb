namespace SmartTransfer.Core.Ledgers;

/// <summary>Which blocks beside those of a file are part of another tiling of it, and what the others lack for that.</summary>
internal sealed class OtherTilings
{
    private readonly BlockId[] _others;
    private readonly long[] _boundaries;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly bool[] _isOfFile;

    /// <param name="others">Blocks that are not in the file, in order of offset.</param>
    /// <param name="path">The file's blocks.</param>
    /// <param name="boundaries">Where blocks begin and end, in order.</param>
    public OtherTilings(BlockId[] others, IReadOnlyList<BlockId> path, long[] boundaries)
    {
        _others = others;
        _boundaries = boundaries;
        _starts = [.. others.Select(block => Array.BinarySearch(boundaries, block.Offset))];
        _ends = [.. others.Select(block => Array.BinarySearch(boundaries, block.Range.End))];
        _isOfFile = new bool[boundaries.Length];
        _isOfFile[0] = true;
        foreach (var block in path)
        {
            _isOfFile[Array.BinarySearch(boundaries, block.Range.End)] = true;
        }
    }

    /// <summary>The ranges of the blocks that are part of no tiling, in order.</summary>
    public IReadOnlyList<ByteRange> Unproven()
    {
        var (fromBeginning, toEnd) = ((bool[])_isOfFile.Clone(), (bool[])_isOfFile.Clone());
        for (var i = 0; i < _others.Length; i++)
        {
            // In order of offset: whatever ends where this block begins has been looked at.
            fromBeginning[_ends[i]] |= fromBeginning[_starts[i]];
        }

        foreach (var i in ByEndBackwards(_ends))
        {
            toEnd[_starts[i]] |= toEnd[_ends[i]];
        }

        var unproven = _others.Where((_, i) => !fromBeginning[_starts[i]] || !toEnd[_ends[i]]);
        return [.. unproven.Select(block => block.Range).Distinct()];
    }

    /// <summary>The ranges that are lacking, as short as can be, in order: with blocks of them every block is part of a tiling.</summary>
    public IReadOnlyList<ByteRange> Bridges()
    {
        // A bridge leads from the boundary before: with the bridges so far, every boundary before is reached.
        var (starts, ends) = (new List<int>(_starts), new List<int>(_ends));
        var fromBeginning = (bool[])_isOfFile.Clone();
        for (var i = 0; i < _others.Length; i++)
        {
            if (!fromBeginning[_starts[i]])
            {
                starts.Add(_starts[i] - 1);
                ends.Add(_starts[i]);
                fromBeginning[_starts[i]] = true;
            }

            fromBeginning[_ends[i]] = true;
        }

        // And to the boundary behind, which by the same reasoning leads to the file's end.
        var toEnd = (bool[])_isOfFile.Clone();
        foreach (var i in ByEndBackwards([.. ends]))
        {
            if (!toEnd[ends[i]])
            {
                starts.Add(ends[i]);
                ends.Add(ends[i] + 1);
                toEnd[ends[i]] = true;
            }

            toEnd[starts[i]] = true;
        }

        return
        [
            .. starts.Zip(ends).Skip(_others.Length).Distinct().OrderBy(bridge => bridge)
                .Select(bridge => new ByteRange(_boundaries[bridge.First], _boundaries[bridge.Second] - _boundaries[bridge.First])),
        ];
    }

    private static int[] ByEndBackwards(int[] ends)
    {
        var order = new int[ends.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort((int[])ends.Clone(), order);
        Array.Reverse(order);
        return order;
    }
}
