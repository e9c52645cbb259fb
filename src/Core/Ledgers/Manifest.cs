using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>What a client says that its file is made of: its chunks in order of offset.</summary>
public static class Manifest
{
    /// <summary>Where the chunks do not follow one another from the beginning of the file to its end; null where they do.</summary>
    public static long? BrokenAt(IReadOnlyList<ManifestEntry> chunks, long lengthBytes)
    {
        long end = 0;
        foreach (var chunk in chunks)
        {
            if (chunk.Range.Offset != end || chunk.Range.Length <= 0 || chunk.Range.Length > lengthBytes - end)
            {
                return end;
            }

            end = chunk.Range.End;
        }

        return end == lengthBytes ? null : end;
    }

    /// <summary>SHA-256 over the chunks' digests.</summary>
    public static Sha256Digest Digest(IReadOnlyList<ManifestEntry> chunks) => DigestOfDigests.Compute(chunks.Select(chunk => chunk.Sha256));
}
