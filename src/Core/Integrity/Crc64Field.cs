using System.Numerics;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// Arithmetic of polynomials over GF(2) modulo the polynomial of <see cref="Crc64Nvme"/>, in the reflected form in which the CRC
/// keeps them: bit 63 is the coefficient of x^0, bit 0 that of x^63.
/// </summary>
internal static class Crc64Field
{
    /// <summary>The polynomial without its x^64, reflected.</summary>
    internal static readonly ulong ReflectedPolynomial = Reflect(Crc64Nvme.Polynomial);

    private const ulong One = 1UL << 63;

    /// <summary>Entry k is x^(8 × 2^k): the shift past 2^k bytes. 63 entries reach every length that a long can hold.</summary>
    private static readonly ulong[] ByteShifts = BuildByteShifts();

    /// <summary>Multiplies by x^(8 × <paramref name="lengthBytes"/>): what that many zero bytes do to a CRC register.</summary>
    internal static ulong ShiftBytes(ulong value, long lengthBytes)
    {
        for (var rest = (ulong)lengthBytes; rest != 0; rest &= rest - 1)
        {
            value = Multiply(value, ByteShifts[BitOperations.TrailingZeroCount(rest)]);
        }

        return value;
    }

    /// <summary>Multiplies two elements, one bit at a time.</summary>
    internal static ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (; a != 0; a <<= 1)
        {
            product ^= b & (ulong)((long)a >> 63);
            b = TimesX(b);
        }

        return product;
    }

    /// <summary>x^<paramref name="exponent"/>, by squaring.</summary>
    internal static ulong PowerOfX(long exponent)
    {
        var result = One;
        var square = TimesX(One);
        for (var rest = exponent; rest != 0; rest >>= 1)
        {
            result = (rest & 1) == 0 ? result : Multiply(result, square);
            square = Multiply(square, square);
        }

        return result;
    }

    /// <summary>Multiplies an element by x: one step of the shift register.</summary>
    internal static ulong TimesX(ulong value) => (value >> 1) ^ (ReflectedPolynomial & (0 - (value & 1)));

    private static ulong Reflect(ulong value)
    {
        ulong reflected = 0;
        for (var i = 0; i < 64; i++)
        {
            reflected |= ((value >> i) & 1) << (63 - i);
        }

        return reflected;
    }

    private static ulong[] BuildByteShifts()
    {
        var shifts = new ulong[63];
        shifts[0] = PowerOfX(8);
        for (var k = 1; k < shifts.Length; k++)
        {
            shifts[k] = Multiply(shifts[k - 1], shifts[k - 1]);
        }

        return shifts;
    }
}
