using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SmartTransfer.Client.Integrity;

/// <summary>A SHA-256 as a value.</summary>
internal readonly record struct Sha256Digest(UInt128 High, UInt128 Low)
{
    public const int Bytes = SHA256.HashSizeInBytes;

    public static Sha256Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[Bytes];
        SHA256.HashData(content, digest);
        return Read(digest);
    }

    public static Sha256Digest Read(ReadOnlySpan<byte> digest) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));

    public static Sha256Digest? ParseHex(string? hex) =>
        hex is { Length: Bytes * 2 } && hex.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF") < 0
            ? Read(Convert.FromHexString(hex))
            : null;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public string ToHex()
    {
        Span<byte> digest = stackalloc byte[Bytes];
        Write(digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>As RFC 9530 writes it in Content-Digest.</summary>
    public string ToField()
    {
        Span<byte> digest = stackalloc byte[Bytes];
        Write(digest);
        return $"sha-256=:{Convert.ToBase64String(digest)}:";
    }
}
