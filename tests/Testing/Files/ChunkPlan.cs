using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Testing.Files;

/// <summary>Ways to cut a file into chunks.</summary>
public static class ChunkPlan
{
    /// <summary>Cuts <paramref name="range"/> into chunks of one size, in order; the last is what is left.</summary>
    public static IEnumerable<ByteRange> Even(ByteRange range, long chunkBytes)
    {
        for (var offset = range.Offset; offset < range.End; offset += chunkBytes)
        {
            yield return new ByteRange(offset, Math.Min(chunkBytes, range.End - offset));
        }
    }

    /// <summary>Cuts a file of <paramref name="length"/> bytes into chunks of one size, in order.</summary>
    public static IEnumerable<ByteRange> Even(long length, long chunkBytes) => Even(new ByteRange(0, length), chunkBytes);

    /// <summary>
    /// Cuts a file into chunks of random sizes, from the smallest that it may have up to <paramref name="maxChunkBytes"/>, in
    /// random order; the same seed, the same plan.
    /// </summary>
    public static ByteRange[] Mixed(long length, int maxChunkBytes, int seed)
    {
        var random = new Random(seed);
        var minChunkBytes = BlockLimits.MinChunkBytes(length);
        var chunks = new List<ByteRange>();
        for (long offset = 0; offset < length; offset = chunks[^1].End)
        {
            // Square of a uniform number: small chunks are many, large ones are there.
            var share = random.NextDouble();
            var bytes = minChunkBytes + (long)(share * share * (maxChunkBytes - minChunkBytes));
            chunks.Add(new ByteRange(offset, Math.Min(bytes, length - offset)));
        }

        return Shuffled(chunks, seed);
    }

    /// <summary>The chunks in random order; the same seed, the same order.</summary>
    public static ByteRange[] Shuffled(IEnumerable<ByteRange> chunks, int seed)
    {
        var shuffled = chunks.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
