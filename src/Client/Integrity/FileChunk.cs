namespace SmartTransfer.Client.Integrity;

/// <summary>A chunk of the file with its digests.</summary>
internal readonly record struct FileChunk(long Offset, long Length, Sha256Digest Sha256, ulong Crc64)
{
    public long End => Offset + Length;

    public ByteRange Range => new(Offset, Length);

    public static FileChunk Of(long offset, ReadOnlySpan<byte> content) =>
        new(offset, content.Length, Sha256Digest.Of(content), Crc64Nvme.Of(content));
}
