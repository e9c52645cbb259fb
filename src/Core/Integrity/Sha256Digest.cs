using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SmartTransfer.Core.Integrity;

/// <summary>A SHA-256 digest (FIPS 180-4): 32 bytes, held without an allocation. The default value is 32 zero bytes.</summary>
public readonly struct Sha256Digest : IEquatable<Sha256Digest>
{
    /// <summary>The bytes of a digest.</summary>
    public const int SizeBytes = 32;

    private const int Base64Length = 44;

    private readonly ulong _word0;
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    private Sha256Digest(ReadOnlySpan<byte> bytes)
    {
        _word0 = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _word1 = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _word2 = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _word3 = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Whether two digests are the same 32 bytes.</summary>
    /// <param name="left">One digest.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they are the same.</returns>
    public static bool operator ==(Sha256Digest left, Sha256Digest right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    /// <param name="left">One digest.</param>
    /// <param name="right">The other.</param>
    /// <returns>True if they differ.</returns>
    public static bool operator !=(Sha256Digest left, Sha256Digest right) => !left.Equals(right);

    /// <summary>Computes the digest of <paramref name="data"/>.</summary>
    /// <param name="data">Any number of bytes.</param>
    /// <returns>The digest.</returns>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        SHA256.HashData(data, bytes);
        return new Sha256Digest(bytes);
    }

    /// <summary>Takes a digest from its bytes.</summary>
    /// <param name="bytes">Exactly <see cref="SizeBytes"/> bytes.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> has another length.</exception>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == SizeBytes
        ? new Sha256Digest(bytes)
        : throw new ArgumentException($"A SHA-256 digest has {SizeBytes} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Parses 64 hexadecimal digits, of either case.</summary>
    /// <param name="text">The text; nothing but the digits is allowed.</param>
    /// <param name="digest">The digest, or the default value.</param>
    /// <returns>Whether <paramref name="text"/> was a digest.</returns>
    public static bool TryParseHex(string? text, out Sha256Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text?.Length != 2 * SizeBytes
            || Convert.FromHexString(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != SizeBytes)
        {
            return false;
        }

        digest = new Sha256Digest(bytes);
        return true;
    }

    /// <summary>
    /// Parses base64 (RFC 4648, section 4): the standard alphabet, padded, no white space, unused bits zero, so that a digest has
    /// one text only.
    /// </summary>
    /// <param name="text">The text; 44 characters.</param>
    /// <param name="digest">The digest, or the default value.</param>
    /// <returns>Whether <paramref name="text"/> was a digest.</returns>
    public static bool TryParseBase64(string? text, out Sha256Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text?.Length != Base64Length || !Convert.TryFromBase64String(text, bytes, out var written) || written != SizeBytes)
        {
            return false;
        }

        Span<char> canonical = stackalloc char[Base64Length];
        if (!Convert.TryToBase64Chars(bytes, canonical, out _) || !canonical.SequenceEqual(text))
        {
            return false;
        }

        digest = new Sha256Digest(bytes);
        return true;
    }

    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public string ToHex()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The digest as 44 characters of padded base64.</summary>
    /// <returns>The text.</returns>
    public string ToBase64()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Writes the digest's bytes.</summary>
    /// <param name="destination">At least <see cref="SizeBytes"/> bytes; what is beyond them stays.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < SizeBytes)
        {
            throw new ArgumentException(
                $"A SHA-256 digest needs {SizeBytes} bytes; the destination has {destination.Length}.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _word0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _word1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _word2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _word3);
    }

    /// <inheritdoc/>
    public bool Equals(Sha256Digest other) =>
        _word0 == other._word0 && _word1 == other._word1 && _word2 == other._word2 && _word3 == other._word3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sha256Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_word0, _word1, _word2, _word3);

    /// <summary>The same as <see cref="ToHex"/>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ToHex();
}
