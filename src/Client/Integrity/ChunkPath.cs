namespace SmartTransfer.Client.Integrity;

/// <summary>
/// The cheapest way through a file over chunks that may overlap (rule 7.5): a chunk leads from its offset to its end and
/// costs nothing, a gap costs its bytes. Fewest bytes first, then fewest chunks. Edges only lead forward, so one pass in
/// order of offset finds it.
/// </summary>
internal static class ChunkPath
{
    /// <param name="length">Length of the file, in bytes.</param>
    /// <param name="chunks">The chunks, in any order.</param>
    /// <returns>The chunks of the path, in order; none overlaps another.</returns>
    public static List<FileChunk> Find(long length, IEnumerable<FileChunk> chunks)
    {
        var known = chunks.Where(chunk => chunk.Offset >= 0 && chunk.Length > 0 && chunk.End <= length)
            .DistinctBy(chunk => chunk.Range)
            .OrderBy(chunk => chunk.Offset)
            .ThenBy(chunk => chunk.Length)
            .ToArray();
        long[] nodes = [.. known.SelectMany(chunk => new[] { chunk.Offset, chunk.End }).Append(0).Append(length).Distinct().Order()];
        var best = new (long Bytes, int Chunks, int From, int Via)[nodes.Length];
        Array.Fill(best, (long.MaxValue, 0, 0, -1));
        best[0] = (0, 0, 0, -1);
        for (var (node, next) = (0, 0); node < nodes.Length; node++)
        {
            for (; next < known.Length && known[next].Offset == nodes[node]; next++)
            {
                Relax(node, Array.BinarySearch(nodes, known[next].End), 0, next);
            }

            if (node + 1 < nodes.Length)
            {
                Relax(node, node + 1, nodes[node + 1] - nodes[node], -1);
            }
        }

        var path = new List<FileChunk>();
        for (var node = nodes.Length - 1; node > 0; node = best[node].From)
        {
            if (best[node].Via >= 0)
            {
                path.Add(known[best[node].Via]);
            }
        }

        path.Reverse();
        return path;

        void Relax(int from, int to, long bytes, int via)
        {
            var (cost, count) = (best[from].Bytes + bytes, best[from].Chunks + (via >= 0 ? 1 : 0));
            if (cost < best[to].Bytes || (cost == best[to].Bytes && count < best[to].Chunks))
            {
                best[to] = (cost, count, from, via);
            }
        }
    }
}
