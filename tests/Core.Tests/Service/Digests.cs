using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>The digests of chunks at hand.</summary>
internal static class Digests
{
    public static ChunkDigests Of(ReadOnlySpan<byte> content)
    {
        using var hasher = new ChunkHasher();
        hasher.Append(content);
        return hasher.Finish();
    }
}
