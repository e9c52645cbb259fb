namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// What has arrived of a file, read from its block list and from nothing else. Pure: the same list, in whatever order,
/// gives the same answers.
/// </summary>
/// <remarks>
/// A commit takes whole blocks, so "missing" means: what must be sent so that blocks tile the file exactly. Where blocks
/// overlap that can be more than what the union of the blocks leaves open; <see cref="TilingPath"/> finds the least.
/// </remarks>
public sealed class Ledger
{
    /// <summary>
    /// So many blocks of other versions are passed over, one after another; who has more is asked which version is meant.
    /// </summary>
    private const int MostStrays = 16;

    private readonly BlockId[] _chunks;
    private readonly TilingPath _path;

    private Ledger(long lengthBytes, BlockId[] chunks)
    {
        LengthBytes = lengthBytes;
        _chunks = chunks;
        _path = TilingPath.Find(lengthBytes, chunks);
        Received = Complement(_path.Missing, lengthBytes);
        BytesMissing = _path.Missing.Sum(range => range.Length);
    }

    /// <summary>Length of the whole file, in bytes.</summary>
    public long LengthBytes { get; }

    /// <summary>Every chunk that counts, in order of offset, then length, then digest.</summary>
    public IReadOnlyList<BlockId> Chunks => _chunks;

    /// <summary>The ranges still to be sent, in order; empty when the file is whole.</summary>
    public IReadOnlyList<ByteRange> Missing => _path.Missing;

    /// <summary>The ranges that need not be sent again, in order.</summary>
    public IReadOnlyList<ByteRange> Received { get; }

    /// <summary>Bytes still to be sent.</summary>
    public long BytesMissing { get; }

    /// <summary>Bytes that need not be sent again.</summary>
    public long BytesReceived => LengthBytes - BytesMissing;

    /// <summary>
    /// Chunks that end within <see cref="ContiguousPrefix"/>: as many blocks as that part of the file may have, overlaps
    /// counted in.
    /// </summary>
    public int PrefixChunkCount => _chunks.Count(chunk => chunk.Range.End <= ContiguousPrefix);

    /// <summary>How far blocks tile the file from its beginning without a gap, in bytes. Never falls when blocks are added.</summary>
    public long ContiguousPrefix => _path.ContiguousPrefix;

    /// <summary>Reads a block list.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="blocks">
    /// The list in any order. Entries whose id is not ours, whose size is not the one in their id, or which reach past the end
    /// of the file do not count.
    /// </param>
    public static Ledger Read(long lengthBytes, IEnumerable<StagedBlock> blocks) => Read(lengthBytes, blocks, areCommitted: false);

    /// <summary>Reads what an upload consists of: its committed file where there is one, else what was staged.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="listing">The block list.</param>
    public static Ledger Read(long lengthBytes, BlockListing listing) =>
        listing.Committed is { } committed ? Read(lengthBytes, committed, areCommitted: true) : Read(lengthBytes, listing.Staged);

    /// <summary>Reads what has arrived of a file whose length is not declared yet: as if it ended where the furthest block does.</summary>
    /// <param name="listing">The block list.</param>
    public static Ledger ReadOpenEnded(BlockListing listing)
    {
        long end = 0;
        foreach (var block in listing.Staged)
        {
            if (BlockId.TryDecode(block.EncodedId, out var id) && id.HoldsFileBytes && id.Length == block.SizeBytes)
            {
                end = Math.Max(end, id.Range.End);
            }
        }

        var open = Read(end, listing.Staged);

        // Pieces without their seal do not count, nor does where they end.
        var furthest = open.Chunks.Count == 0 ? 0 : open.Chunks.Max(chunk => chunk.Range.End);
        return furthest == end ? open : Read(furthest, listing.Staged);
    }

    private static Ledger Read(long lengthBytes, IEnumerable<StagedBlock> blocks, bool areCommitted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        var decoded = new List<BlockId>(blocks.TryGetNonEnumeratedCount(out var count) ? count : 0);
        HashSet<BlockGroup>? seals = null;
        var provisional = false;
        foreach (var block in blocks)
        {
            if (!BlockId.TryDecode(block.EncodedId, out var id))
            {
                continue;
            }

            if (id.Kind == BlockKind.Seal)
            {
                (seals ??= []).Add(id.Group);
            }
            else if (id.HoldsFileBytes && id.Length == block.SizeBytes && id.Range.End <= lengthBytes)
            {
                decoded.Add(id);
                provisional |= id.Kind == BlockKind.Provisional;
            }
        }

        // A commit names no seals, and no piece without one: what is committed counts.
        if (provisional && !areCommitted)
        {
            decoded.RemoveAll(id => id.Kind == BlockKind.Provisional && seals?.Contains(id.Group) != true);
        }

        return new Ledger(lengthBytes, BlockOrder.SortDistinct(decoded));
    }

    /// <summary>The ranges for which chunks with different contents were staged, in order.</summary>
    public IReadOnlyList<RangeConflict> Conflicts()
    {
        var conflicts = new List<RangeConflict>();
        for (int start = 0, end; start < _chunks.Length; start = end)
        {
            end = start + 1;
            while (end < _chunks.Length && _chunks[end].Offset == _chunks[start].Offset && _chunks[end].Length == _chunks[start].Length)
            {
                end++;
            }

            // In this order equal digests are neighbours, so the first and the last tell whether all are equal.
            if (_chunks[end - 1].Sha256 != _chunks[start].Sha256)
            {
                conflicts.Add(new RangeConflict(_chunks[start].Range, [.. _chunks[start..end].Select(chunk => chunk.Sha256).Distinct()]));
            }
        }

        return conflicts;
    }

    /// <summary>Puts the file together: the blocks that tile [0, length) exactly, or what stands in the way.</summary>
    public AssemblyOutcome Assemble()
    {
        if (Missing.Count > 0)
        {
            return new AssemblyOutcome.Incomplete(Missing);
        }

        var conflicts = Conflicts();
        if (conflicts.Count > 0)
        {
            return new AssemblyOutcome.Conflicting(conflicts);
        }

        var blocks = new BlockId[_path.Tiles.Count];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = _chunks[_path.Tiles[i]];
        }

        return Whole(blocks);
    }

    /// <summary>
    /// The same where nobody says what the file is: every chunk must be shown to hold the file's bytes. What is missing is then also what
    /// must be sent so that it can be shown.
    /// </summary>
    public AssemblyOutcome AssembleProven()
    {
        var (ledger, first) = (this, (BlockId?)null);
        for (var strays = 0; strays <= MostStrays; strays++)
        {
            var outcome = ledger.Assemble();
            if (outcome is not AssemblyOutcome.Whole { File: var file })
            {
                return first is null ? outcome : ConflictAt(first.Value);
            }

            if (Stray(file.Blocks) is not { } stray)
            {
                return Unproven(file) ?? outcome;
            }

            // Others may lead to the same end.
            first ??= stray;
            ledger = new Ledger(LengthBytes, [.. ledger._chunks.Where(chunk => chunk != stray)]);
        }

        return ConflictAt(first!.Value);
    }

    /// <summary>The same where the file's checksum is known: a file that has it is found among chunks of several versions.</summary>
    /// <param name="crc64">CRC-64/NVME of the whole file.</param>
    public AssemblyOutcome AssembleTo(ulong crc64)
    {
        var outcome = Assemble();
        var isDecided = outcome is AssemblyOutcome.Incomplete
            || (outcome is AssemblyOutcome.Whole { File.Digests.Crc64Nvme: var found } && found == crc64);
        return !isDecided && ChecksumPath.Find(LengthBytes, _chunks, crc64) is { } blocks ? Whole(blocks) : outcome;
    }

    /// <summary>Puts the file together from exactly the chunks that the client names; conflicts are thereby resolved.</summary>
    /// <param name="manifest">The chunks in order of offset; they must tile [0, length).</param>
    public AssemblyOutcome Assemble(IReadOnlyList<ManifestEntry> manifest)
    {
        if (Manifest.BrokenAt(manifest, LengthBytes) is { } broken)
        {
            return new AssemblyOutcome.BadManifest(broken);
        }

        var known = new Dictionary<ManifestEntry, BlockId>(_chunks.Length);
        foreach (var chunk in _chunks)
        {
            known[new ManifestEntry(chunk.Range, chunk.Sha256)] = chunk;
        }

        var blocks = new List<BlockId>(manifest.Count);
        var missing = new List<ByteRange>();
        foreach (var entry in manifest)
        {
            if (known.TryGetValue(entry, out var block))
            {
                blocks.Add(block);
            }
            else
            {
                missing.Add(entry.Range);
            }
        }

        return missing.Count > 0 ? new AssemblyOutcome.Incomplete(missing) : Whole(blocks);
    }

    /// <summary>
    /// The first block of a stream that was sent after other bytes than the file has before it: it was staged behind one that never
    /// arrived, and belongs to another version. Null where none was.
    /// </summary>
    private static BlockId? Stray(IReadOnlyList<BlockId> blocks)
    {
        var (crcs, before) = (new CrcComposition(), 0UL);
        foreach (var block in blocks)
        {
            if (block.Kind is BlockKind.Linear && block.Point.Crc64 != before)
            {
                return block;
            }

            before = crcs.Combine(before, block.Crc64, block.Length);
        }

        return null;
    }

    /// <summary>What speaks against it that every block which was sent holds the file's bytes; null where that is shown.</summary>
    private AssemblyOutcome? Unproven(FileAssembly file) => ChunkProof.Check(_chunks, file.Blocks) switch
    {
        ProofOutcome.Conflicting conflicting => new AssemblyOutcome.Conflicting([.. conflicting.Ranges.Select(ConflictOf)]),
        ProofOutcome.Unproven unproven => new AssemblyOutcome.Incomplete(unproven.Bridges),
        _ => null,
    };

    private AssemblyOutcome.Conflicting ConflictAt(BlockId block) => new([ConflictOf(block.Range)]);

    private RangeConflict ConflictOf(ByteRange range) =>
        new(range, [.. _chunks.Where(chunk => chunk.Range == range).Select(chunk => chunk.Sha256).Distinct()]);

    private static AssemblyOutcome Whole(IReadOnlyList<BlockId> blocks) =>
        blocks.Count > BlockLimits.MaxCommittedBlocks
            ? new AssemblyOutcome.TooManyBlocks(blocks.Count)
            : new AssemblyOutcome.Whole(new FileAssembly(blocks));

    private static List<ByteRange> Complement(IReadOnlyList<ByteRange> missing, long lengthBytes)
    {
        var received = new List<ByteRange>(missing.Count + 1);
        long at = 0;
        foreach (var gap in missing)
        {
            if (gap.Offset > at)
            {
                received.Add(new ByteRange(at, gap.Offset - at));
            }

            at = gap.End;
        }

        if (lengthBytes > at)
        {
            received.Add(new ByteRange(at, lengthBytes - at));
        }

        return received;
    }
}
