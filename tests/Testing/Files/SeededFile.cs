using System.Buffers.Binary;
using System.Security.Cryptography;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Testing.Files;

/// <summary>
/// A file of pseudo-random bytes that exists nowhere: any part of it can be computed from the seed and the offset, so a file
/// of any length costs no memory. The words are those of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
/// </summary>
/// <param name="seed">The same seed gives the same bytes.</param>
/// <param name="length">Length, in bytes.</param>
public sealed class SeededFile(ulong seed, long length)
{
    private const int WordBytes = sizeof(ulong);
    private const int PassBytes = 1024 * 1024;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Length, in bytes.</summary>
    public long Length => length;

    /// <summary>The bytes of a part of the file.</summary>
    public byte[] Read(ByteRange range)
    {
        var bytes = new byte[range.Length];
        Read(range.Offset, bytes);
        return bytes;
    }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/> on.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + destination.Length, length);
        Span<byte> word = stackalloc byte[WordBytes];
        while (!destination.IsEmpty)
        {
            var within = (int)(offset % WordBytes);
            int filled;
            if (within == 0 && destination.Length >= WordBytes)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(destination, WordAt(offset / WordBytes));
                filled = WordBytes;
            }
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(word, WordAt(offset / WordBytes));
                filled = Math.Min(WordBytes - within, destination.Length);
                word.Slice(within, filled).CopyTo(destination);
            }

            destination = destination[filled..];
            offset += filled;
        }
    }

    /// <summary>SHA-256 of the whole file, in lower-case hexadecimal.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PassBytes];
        for (long offset = 0; offset < length; offset += PassBytes)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(PassBytes, length - offset));
            Read(offset, part);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private ulong WordAt(long index)
    {
        var word = unchecked(seed + ((ulong)(index + 1) * Golden));
        word = unchecked((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9);
        word = unchecked((word ^ (word >> 27)) * 0x94D049BB133111EB);
        return word ^ (word >> 31);
    }
}
