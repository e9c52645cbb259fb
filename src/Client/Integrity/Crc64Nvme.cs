using System.Globalization;
using System.IO.Hashing;

namespace SmartTransfer.Client.Integrity;

/// <summary>CRC-64/NVME: of bytes, and of two parts whose CRCs are known.</summary>
internal static class Crc64Nvme
{
    // The polynomial ad93d23594c93659, reflected.
    private const ulong Polynomial = 0x9A6C9329AC4BC9B5;
    private const ulong One = 1UL << 63;
    private const int BitsOfByte = 3;

    private static readonly ulong[] Squares = SquaresOfX();

    public static ulong Of(ReadOnlySpan<byte> content) => Crc64.HashToUInt64(Crc64ParameterSet.Nvme, content);

    public static Crc64 Begin() => new(Crc64ParameterSet.Nvme);

    /// <summary>
    /// CRC of one part followed by another: the first is moved up by the second's length, which is to multiply it by
    /// x^(8·length).
    /// </summary>
    /// <remarks>The method of zlib's crc32_combine (M. Adler).</remarks>
    public static ulong Combine(ulong first, ulong second, long secondBytes)
    {
        var shift = One;
        for (var (bytes, power) = (secondBytes, BitsOfByte); bytes > 0; bytes >>= 1, power++)
        {
            if ((bytes & 1) != 0)
            {
                shift = Multiply(Squares[power], shift);
            }
        }

        return Multiply(shift, first) ^ second;
    }

    public static string ToHex(ulong crc) => crc.ToString("x16", CultureInfo.InvariantCulture);

    public static ulong? ParseHex(string? hex) =>
        hex is { Length: 16 } && ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc)
            ? crc
            : null;

    /// <summary>Product of two polynomials modulo the CRC's; the highest bit is x^0.</summary>
    private static ulong Multiply(ulong a, ulong b)
    {
        var product = 0UL;
        for (var bit = One; a != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
                a ^= bit;
            }

            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    private static ulong[] SquaresOfX()
    {
        var squares = new ulong[64 + BitsOfByte];
        squares[0] = One >> 1;
        for (var i = 1; i < squares.Length; i++)
        {
            squares[i] = Multiply(squares[i - 1], squares[i - 1]);
        }

        return squares;
    }
}
