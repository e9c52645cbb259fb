using System.Buffers.Binary;
using System.IO.Hashing;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// CRC-64/NVME (NVM Express NVM Command Set Specification 1.0a, section 5.2.1.3): polynomial <see cref="Polynomial"/>, reflected,
/// all ones in and out, 0xae8b14860a799888 for the ASCII text "123456789". Azure Storage calls it <c>x-ms-content-crc64</c>.
/// </summary>
/// <remarks>
/// System.IO.Hashing computes it; putting the CRCs of parts together, which it cannot do, is written here. A value of this class is
/// always the finished CRC, never the inverted register within; 0 is the CRC of nothing.
/// </remarks>
public static class Crc64Nvme
{
    /// <summary>The generator polynomial in normal form: bit i is the coefficient of x^i, and x^64 is implied.</summary>
    public const ulong Polynomial = 0xad93d23594c93659;

    /// <summary>The bytes that a CRC takes up on the wire.</summary>
    public const int SizeBytes = sizeof(ulong);

    /// <summary>Computes the CRC of <paramref name="data"/>.</summary>
    /// <param name="data">Any number of bytes, at any alignment.</param>
    /// <returns>The CRC; 0 for no bytes.</returns>
    public static ulong Compute(ReadOnlySpan<byte> data) => Crc64.HashToUInt64(Crc64ParameterSet.Nvme, data);

    /// <summary>
    /// Computes the CRC of A followed by B from their CRCs and the length of B, reading no byte again: A's CRC is shifted past B
    /// by multiplication with x^(8 × length), in one multiplication per set bit of the length.
    /// </summary>
    /// <param name="crcA">The CRC of A; 0 if A is empty.</param>
    /// <param name="crcB">The CRC of B; 0 if B is empty.</param>
    /// <param name="lengthB">The length of B in bytes; 0 or more.</param>
    /// <returns>The CRC of the concatenation.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lengthB"/> is negative.</exception>
    public static ulong Combine(ulong crcA, ulong crcB, long lengthB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthB);
        return Crc64Shift.ByBytes(crcA, lengthB) ^ crcB;
    }

    /// <summary>Writes a CRC in the byte order that Azure Storage expects of <c>x-ms-content-crc64</c>: the lowest byte first.</summary>
    /// <param name="crc">The CRC.</param>
    /// <param name="destination">At least <see cref="SizeBytes"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is too short.</exception>
    public static void WriteLittleEndian(ulong crc, Span<byte> destination) => BinaryPrimitives.WriteUInt64LittleEndian(destination, crc);
}
