namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// The blocks that joined boundaries (<see cref="PrefixRelations"/>), as the forest that they are: it tells where the blocks are that a
/// block contradicts which closes a cycle.
/// </summary>
internal sealed class JoinedBoundaries
{
    private readonly int[] _parent;
    private readonly int[] _depth;

    /// <param name="boundaries">How many boundaries there are.</param>
    /// <param name="joins">Beginning and end of each block that joined two; they make no cycle.</param>
    public JoinedBoundaries(int boundaries, IReadOnlyList<(int Start, int End)> joins)
    {
        // Neighbours of each boundary, one after the other.
        var first = new int[boundaries + 1];
        foreach (var (start, end) in joins)
        {
            first[start + 1]++;
            first[end + 1]++;
        }

        for (var i = 0; i < boundaries; i++)
        {
            first[i + 1] += first[i];
        }

        var next = first[..boundaries];
        var neighbours = new int[2 * joins.Count];
        foreach (var (start, end) in joins)
        {
            neighbours[next[start]++] = end;
            neighbours[next[end]++] = start;
        }

        _parent = new int[boundaries];
        _depth = new int[boundaries];
        Array.Fill(_depth, -1);
        var queue = new Queue<int>();
        for (var root = 0; root < boundaries; root++)
        {
            if (_depth[root] >= 0)
            {
                continue;
            }

            _depth[root] = 0;
            queue.Enqueue(root);
            while (queue.TryDequeue(out var at))
            {
                for (var i = first[at]; i < first[at + 1]; i++)
                {
                    if (_depth[neighbours[i]] < 0)
                    {
                        _depth[neighbours[i]] = _depth[at] + 1;
                        _parent[neighbours[i]] = at;
                        queue.Enqueue(neighbours[i]);
                    }
                }
            }
        }
    }

    /// <summary>The first and the last boundary on the way from one boundary to another that is joined with it. O(n).</summary>
    public (int First, int Last) Extent(int start, int end)
    {
        var (first, last) = (Math.Min(start, end), Math.Max(start, end));
        while (start != end)
        {
            if (_depth[start] < _depth[end])
            {
                (start, end) = (end, start);
            }

            start = _parent[start];
            (first, last) = (Math.Min(first, start), Math.Max(last, start));
        }

        return (first, last);
    }
}
