using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>A file that a test uploads.</summary>
internal sealed class TestFile(byte[] bytes)
{
    public byte[] Bytes => bytes;

    public Sha256Digest Sha256 => Sha256Digest.Of(bytes);

    public static TestFile OfLength(int length, int seed = 1) => new(Values.RandomBytes(length, seed));

    /// <summary>What its client asks for.</summary>
    public NewUpload Wanted(ExpectedDigests? expected = null) =>
        new("file.bin", bytes.Length, null, expected ?? ExpectedDigests.None, new Dictionary<string, string>());

    /// <summary>The bytes from <paramref name="offset"/> on, as many as there are up to <paramref name="length"/>.</summary>
    public byte[] Slice(long offset, int length) => bytes.AsSpan((int)offset, Math.Min(length, bytes.Length - (int)offset)).ToArray();

    /// <summary>The key under which a caller starts it once.</summary>
    public StartKey KeyOf(string caller) =>
        new(ClaimKey.OfStart(caller, "0123456789abcdef"), StartFingerprint.Of(Wanted(), new Dialect("native")));

    /// <summary>What a client asks for that does not know the length yet.</summary>
    public NewUpload WantedWithoutLength() => Wanted() with { LengthBytes = null };

    /// <summary>A chunk as an honest client sends it; <paramref name="body"/> takes the bytes' place on the way.</summary>
    public ChunkUpload Chunk(UploadId id, long offset, int length, Stream? body = null, bool announced = true)
    {
        var content = Slice(offset, length);
        return new ChunkUpload(
            id,
            offset,
            announced ? content.Length : null,
            Sha256Digest.Of(content),
            body ?? new MemoryStream(content, writable: false))
        { Dialect = new Dialect("native") };
    }

    /// <summary>
    /// The rest of the file from <paramref name="offset"/> on, as one body; <paramref name="body"/> takes the bytes' place on
    /// the way.
    /// </summary>
    public AppendRequest Rest(
        UploadId id, long offset, Stream? body = null, long? announced = null, long? declared = null, IStreamDigest? digest = null) =>
        new(
            id,
            offset,
            announced,
            declared,
            digest,
            body ?? new MemoryStream(Slice(offset, bytes.Length), writable: false))
        { Dialect = new Dialect("tus") };

    /// <summary>All chunks of this size, in order.</summary>
    public IEnumerable<ChunkUpload> Chunks(UploadId id, int chunkBytes)
    {
        for (var offset = 0; offset < bytes.Length; offset += chunkBytes)
        {
            yield return Chunk(id, offset, chunkBytes);
        }
    }
}
