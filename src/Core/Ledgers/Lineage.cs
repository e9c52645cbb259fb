namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// What a block list says of a file that is sent from its beginning to its end: where the next body continues, and whether bytes of two
/// contents met (docs/adr/0020). Pure: the same list, in whatever order, gives the same answers. One pass, O(n log n) for n blocks.
/// </summary>
public sealed class Lineage
{
    private readonly LineageGraph _graph;

    private Lineage(LineageGraph graph)
    {
        _graph = graph;
        var prefix = graph.Prefix();
        Tip = new StreamTip(prefix, graph.BlocksTo(prefix));
    }

    /// <summary>How many times the upload was fenced.</summary>
    public ushort Epoch => _graph.Epoch;

    /// <summary>Where the next body continues. With one content for every position it never falls when blocks are added.</summary>
    public StreamTip Tip { get; }

    /// <summary>The same, without the number of blocks.</summary>
    public LineagePoint Prefix => Tip.Point;

    /// <summary>Whether two contents for one position are known anywhere after the last fence.</summary>
    public bool IsContested => _graph.IsContested;

    /// <summary>Reads a block list.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes; null while it is not declared.</param>
    /// <param name="staged">
    /// The staged blocks in any order. Entries whose id is not ours, whose size is not the one in their id, or which reach past the end
    /// of the file do not count.
    /// </param>
    public static Lineage Read(long? lengthBytes, IEnumerable<StagedBlock> staged)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes ?? 0);
        return new Lineage(new LineageGraph(LineageBlocks.Read(lengthBytes ?? long.MaxValue, staged)));
    }

    /// <summary>
    /// Whether a body may end at a point and be the file: blocks of the newest epoch lead there, and no offset on the way has two contents.
    /// Its own offset may.
    /// </summary>
    public bool MayEndAt(LineagePoint point) => _graph.IsAlive(point) && !_graph.HasContestedBefore(point);

    /// <summary>The blocks whose bytes are the file up to a point: the fewest.</summary>
    /// <returns>The blocks; too many blocks; or, where no blocks lead there, all of it as missing.</returns>
    public AssemblyOutcome AssembleTo(LineagePoint point)
    {
        if (_graph.PathTo(point) is not { } path)
        {
            return new AssemblyOutcome.Incomplete([new ByteRange(0, point.Offset)]);
        }

        return path.Count > BlockLimits.MaxCommittedBlocks
            ? new AssemblyOutcome.TooManyBlocks(path.Count)
            : new AssemblyOutcome.Whole(new FileAssembly(path));
    }
}
