namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Finds, among chunks of several versions of a file, those that tile a file with a given checksum. How many contents are followed at
/// each position is bounded, so that among very many combinations it may find none where there is one.
/// </summary>
/// <remarks>
/// The bound does not only save memory: among 2^n combinations, one has the checksum by chance with a probability of 2^(n-64).
/// </remarks>
internal static class ChecksumPath
{
    private const int LeastContents = 8;
    private const int MostContents = 1024;

    // At all positions together, some 50 bytes each.
    private const int MostOfAll = 200_000;

    /// <summary>Finds them.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="chunks">The chunks in order of offset.</param>
    /// <param name="crc64">CRC-64/NVME of the whole file.</param>
    /// <returns>The fewest chunks, in order; null where none are found.</returns>
    public static IReadOnlyList<BlockId>? Find(long lengthBytes, IReadOnlyList<BlockId> chunks, ulong crc64)
    {
        var crcs = new CrcComposition();
        var most = Math.Clamp(MostOfAll / Math.Max(1, chunks.Count), LeastContents, MostContents);
        var contents = new Dictionary<long, Dictionary<ulong, Content>> { [0] = new() { [0] = new Content(0, 0, -1, null) } };
        for (var i = 0; i < chunks.Count; i++)
        {
            var chunk = chunks[i];

            // All chunks that begin before have been followed, so what is known of this offset is all there is.
            foreach (var before in contents.GetValueOrDefault(chunk.Offset)?.Values ?? Enumerable.Empty<Content>())
            {
                if (!contents.TryGetValue(chunk.Range.End, out var known))
                {
                    contents[chunk.Range.End] = known = [];
                }

                var crc = crcs.Combine(before.Crc64, chunk.Crc64, chunk.Length);
                if (known.TryGetValue(crc, out var same) ? before.Count + 1 < same.Count : known.Count < most)
                {
                    known[crc] = new Content(crc, before.Count + 1, i, before);
                }
            }
        }

        return contents.GetValueOrDefault(lengthBytes)?.GetValueOrDefault(crc64) is { } whole ? Blocks(whole, chunks) : null;
    }

    private static BlockId[] Blocks(Content whole, IReadOnlyList<BlockId> chunks)
    {
        var blocks = new BlockId[whole.Count];
        for (var content = whole; content.Before is { } before; content = before)
        {
            blocks[content.Count - 1] = chunks[content.Last];
        }

        return blocks;
    }

    /// <param name="Crc64">CRC-64/NVME of the bytes so far.</param>
    /// <param name="Count">The fewest chunks that they are made of.</param>
    /// <param name="Last">Where the last of these stands.</param>
    /// <param name="Before">What is before it; null at the beginning.</param>
    private sealed record Content(ulong Crc64, int Count, int Last, Content? Before);
}
