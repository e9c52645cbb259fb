using System.Runtime.InteropServices;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// The points that blocks lead to, found in one pass in order of offset: each linear block leads from one point to one point, so there
/// are no more points than blocks and fences. A point is <i>alive</i> if blocks of the newest epoch lead to it from where that epoch
/// began; others are kept because the blocks before a fence are of older epochs.
/// </summary>
internal sealed class LineageGraph
{
    // Plain blocks do not say what they continue. Beyond this many contents at one offset they are no longer tried with each,
    // so that the number of points stays in proportion to the number of blocks.
    private const int MostContents = 8;
    private const int None = -1;

    private readonly LineageBlocks _blocks;
    private readonly CrcComposition _crcs = new();
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(long Offset, ulong Crc64), int> _byPoint = [];
    private readonly Dictionary<long, Position> _byOffset = [];

    public LineageGraph(LineageBlocks blocks)
    {
        _blocks = blocks;
        foreach (var fence in blocks.Fences)
        {
            Epoch = Math.Max(Epoch, fence.Point.Epoch);
        }

        ref var start = ref Find(0, 0);
        start.BlockCount = 0;
        if (Epoch == 0)
        {
            Enliven(ref start, dirty: false);
        }

        foreach (var fence in blocks.Fences)
        {
            if (fence.Point.Epoch == Epoch)
            {
                Enliven(ref Find(fence.Offset, fence.Point.Crc64), dirty: false);
            }
        }

        FollowAll();
    }

    /// <summary>The newest epoch: how many times the upload was fenced.</summary>
    public ushort Epoch { get; }

    /// <summary>Whether two contents for one position are known at any offset.</summary>
    public bool IsContested { get; private set; }

    /// <summary>
    /// The point where the next body continues: the furthest that is not contested and that no contested offset leads to, else the least
    /// of where the epoch began.
    /// </summary>
    public LineagePoint Prefix()
    {
        Node? furthest = null;
        Node? least = null;
        foreach (var node in CollectionsMarshal.AsSpan(_nodes))
        {
            if (!node.IsAlive)
            {
                continue;
            }

            var isClean = !node.HasContestedBefore && !_byOffset[node.Offset].IsContested;
            if (isClean && (furthest is null || node.Offset > furthest.Value.Offset))
            {
                furthest = node;
            }

            if (least is null || (node.Offset, node.Crc64).CompareTo((least.Value.Offset, least.Value.Crc64)) < 0)
            {
                // Edges lead forward, so the least of all points is one where the epoch began.
                least = node;
            }
        }

        // There is a start or a fence in every list.
        var prefix = furthest ?? least ?? throw new InvalidOperationException("No point is alive.");
        return new LineagePoint(prefix.Offset, prefix.Crc64, Epoch);
    }

    /// <summary>Whether a point is alive.</summary>
    public bool IsAlive(LineagePoint point) =>
        point.Epoch == Epoch && _byPoint.TryGetValue((point.Offset, point.Crc64), out var node) && _nodes[node].IsAlive;

    /// <summary>Whether a contested offset leads to a point; its own offset does not matter.</summary>
    public bool HasContestedBefore(LineagePoint point) => _nodes[_byPoint[(point.Offset, point.Crc64)]].HasContestedBefore;

    /// <summary>
    /// The blocks that lead from the file's beginning to a point: the fewest, of these the ones whose last begins first, then by content.
    /// Null where none do.
    /// </summary>
    public IReadOnlyList<BlockId>? PathTo(LineagePoint point)
    {
        if (!_byPoint.TryGetValue((point.Offset, point.Crc64), out var at) || _nodes[at].BlockCount == None)
        {
            return null;
        }

        var path = new BlockId[_nodes[at].BlockCount];
        for (var i = path.Length - 1; i >= 0; i--)
        {
            path[i] = _blocks.Ordered[_nodes[at].LastBlock];
            at = _nodes[at].Before;
        }

        return path;
    }

    /// <summary>How many blocks lead to a point; 0 where none do.</summary>
    public int BlocksTo(LineagePoint point) =>
        _byPoint.TryGetValue((point.Offset, point.Crc64), out var node) ? Math.Max(0, _nodes[node].BlockCount) : 0;

    private void FollowAll()
    {
        var ordered = _blocks.Ordered;
        for (var i = 0; i < ordered.Length; i++)
        {
            // All blocks that begin before have been followed, so what is known of this offset is all there is.
            if (ordered[i].Kind is BlockKind.Plain)
            {
                FollowPlain(i);
                continue;
            }

            var from = _blocks.PointOf(ordered[i]);
            if (from.Epoch <= Epoch && _byPoint.TryGetValue((from.Offset, from.Crc64), out var node))
            {
                Follow(node, i, from.Epoch == Epoch);
            }
        }
    }

    /// <summary>
    /// A plain block continues the one content that is there. After a fence it is of no epoch and extends nothing, but may be part of what
    /// was fenced.
    /// </summary>
    private void FollowPlain(int block)
    {
        var id = _blocks.Ordered[block];
        if (!_byOffset.TryGetValue(id.Offset, out var position))
        {
            return;
        }

        if (Epoch == 0 && position.IsContested)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_byOffset, id.Range.End, out _).IsPoisoned = true;
            IsContested = true;
            return;
        }

        // Newest first in the list of an offset, which is in order of the blocks, and so the same whatever the order of the list.
        var node = position.LastNode - 1;
        for (var tried = 0; node != None && tried < MostContents; node = _nodes[node].Sibling, tried++)
        {
            Follow(node, block, Epoch == 0);
        }
    }

    private void Follow(int from, int block, bool isOfEpoch)
    {
        var id = _blocks.Ordered[block];
        var source = _nodes[from];
        ref var target = ref Find(id.Range.End, _crcs.Combine(source.Crc64, id.Crc64, id.Length));
        if (source.BlockCount != None && (target.BlockCount == None || source.BlockCount + 1 < target.BlockCount))
        {
            target.BlockCount = source.BlockCount + 1;
            target.LastBlock = block;
            target.Before = from;
        }

        if (isOfEpoch && source.IsAlive)
        {
            Enliven(ref target, source.HasContestedBefore || _byOffset[source.Offset].IsContested);
        }
    }

    private void Enliven(ref Node node, bool dirty)
    {
        node.HasContestedBefore |= dirty;
        if (!node.IsAlive)
        {
            node.IsAlive = true;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOffset, node.Offset, out _);
            position.AliveCount++;
            IsContested |= position.IsContested;
        }
    }

    private ref Node Find(long offset, ulong crc)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_byPoint, (offset, crc), out var exists);
        if (!exists)
        {
            index = _nodes.Count;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOffset, offset, out _);
            _nodes.Add(new Node { Offset = offset, Crc64 = crc, BlockCount = None, Sibling = position.LastNode - 1 });
            position.LastNode = index + 1;
        }

        return ref CollectionsMarshal.AsSpan(_nodes)[index];
    }

    private struct Node
    {
        public long Offset;
        public ulong Crc64;

        /// <summary>Blocks from the file's beginning; none where no blocks lead here.</summary>
        public int BlockCount;
        public int LastBlock;
        public int Before;

        /// <summary>Another point of this offset.</summary>
        public int Sibling;
        public bool IsAlive;
        public bool HasContestedBefore;
    }

    private struct Position
    {
        /// <summary>One more than the index of the newest point here; 0 where there is none.</summary>
        public int LastNode;
        public int AliveCount;

        /// <summary>Whether a plain block ends here whose beginning is contested: two contents, of which neither can be told.</summary>
        public bool IsPoisoned;

        public readonly bool IsContested => AliveCount > 1 || IsPoisoned;
    }
}
