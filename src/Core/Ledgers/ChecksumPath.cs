namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Finds, among chunks of several versions of a file, those that tile a file with a given checksum. O(n log n): at most a few contents are
/// followed at each position, so with very many versions it may find none where there is one.
/// </summary>
internal static class ChecksumPath
{
    private const int MostContents = 8;

    /// <summary>Finds them.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="chunks">The chunks in order of offset.</param>
    /// <param name="crc64">CRC-64/NVME of the whole file.</param>
    /// <returns>The fewest chunks, in order; null where none are found.</returns>
    public static IReadOnlyList<BlockId>? Find(long lengthBytes, IReadOnlyList<BlockId> chunks, ulong crc64)
    {
        var crcs = new CrcComposition();
        var contents = new Dictionary<long, List<Content>> { [0] = [new Content(0, 0, null, null)] };
        foreach (var chunk in chunks)
        {
            // All chunks that begin before have been followed, so what is known of this offset is all there is.
            foreach (var before in contents.GetValueOrDefault(chunk.Offset) ?? [])
            {
                Add(contents, chunk.Range.End, new Content(
                    crcs.Combine(before.Crc64, chunk.Crc64, chunk.Length), before.Count + 1, chunk, before));
            }
        }

        var whole = contents.GetValueOrDefault(lengthBytes)?.Find(content => content.Crc64 == crc64);
        return whole is null ? null : Blocks(whole);
    }

    private static void Add(Dictionary<long, List<Content>> contents, long offset, Content content)
    {
        if (!contents.TryGetValue(offset, out var known))
        {
            contents[offset] = known = [];
        }

        var same = known.FindIndex(other => other.Crc64 == content.Crc64);
        if (same < 0 && known.Count < MostContents)
        {
            known.Add(content);
        }
        else if (same >= 0 && content.Count < known[same].Count)
        {
            known[same] = content;
        }
    }

    private static BlockId[] Blocks(Content whole)
    {
        var blocks = new BlockId[whole.Count];
        for (var content = whole; content is { Last: { } last, Before: { } before }; content = before)
        {
            blocks[content.Count - 1] = last;
        }

        return blocks;
    }

    private sealed record Content(ulong Crc64, int Count, BlockId? Last, Content? Before);
}
