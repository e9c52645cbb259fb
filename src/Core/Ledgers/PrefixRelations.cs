namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// What blocks say of the checksums of a file up to their boundaries, whatever order they come in and however they overlap. With
/// Q(x) = the checksum of the first x bytes, multiplied by x^(8 × (length - x)) as if zero bytes followed up to the end of the file, a
/// block [a, b) says Q(b) = Q(a) xor its own checksum so multiplied. That is a weighted union-find: boundaries that blocks join
/// know their difference. (Tarjan, Efficiency of a good but not linear set union algorithm, 1975; with weights as in Galler and Fischer.)
/// </summary>
internal sealed class PrefixRelations
{
    private readonly int[] _parent;
    private readonly int[] _size;
    private readonly ulong[] _toParent;

    public PrefixRelations(int boundaries)
    {
        _parent = new int[boundaries];
        _size = new int[boundaries];
        _toParent = new ulong[boundaries];
        for (var i = 0; i < boundaries; i++)
        {
            _parent[i] = i;
            _size[i] = 1;
        }
    }

    /// <summary>Takes in a block.</summary>
    /// <param name="start">The number of the boundary where it begins.</param>
    /// <param name="end">The number of the boundary where it ends.</param>
    /// <param name="difference">What it says of the two.</param>
    public BoundaryRelation Join(int start, int end, ulong difference)
    {
        var (startRoot, startTo) = Find(start);
        var (endRoot, endTo) = Find(end);
        if (startRoot == endRoot)
        {
            return (startTo ^ endTo) == difference ? BoundaryRelation.Confirmed : BoundaryRelation.Contradicted;
        }

        if (_size[startRoot] > _size[endRoot])
        {
            (startRoot, endRoot) = (endRoot, startRoot);
        }

        _parent[startRoot] = endRoot;
        _size[endRoot] += _size[startRoot];
        _toParent[startRoot] = startTo ^ endTo ^ difference;
        return BoundaryRelation.New;
    }

    // Joined by size, so no boundary is more than log2(n) steps from its root; each step halves the path.
    private (int Root, ulong Difference) Find(int boundary)
    {
        ulong difference = 0;
        while (_parent[boundary] != boundary)
        {
            var parent = _parent[boundary];
            _toParent[boundary] ^= _toParent[parent];
            _parent[boundary] = _parent[parent];
            difference ^= _toParent[boundary];
            boundary = _parent[boundary];
        }

        return (boundary, difference);
    }
}
