namespace SmartTransfer.Core.Integrity;

/// <summary>
/// Arithmetic of polynomials over GF(2) modulo the polynomial P of <see cref="Crc64Nvme"/>, in the reflected form in which the CRC
/// keeps them: bit 63 is the coefficient of x^0, bit 0 that of x^63. Bit by bit: for the constants of the faster
/// multiplication (<see cref="CarrylessField"/>), and where the processor lacks that one.
/// </summary>
internal static class Crc64Field
{
    /// <summary>P without its x^64, reflected.</summary>
    internal static readonly ulong ReflectedPolynomial = Reflect(Crc64Nvme.Polynomial);

    private const ulong One = 1UL << 63;

    /// <summary>Multiplies an element by x: one step of the shift register.</summary>
    internal static ulong TimesX(ulong value) => (value >> 1) ^ (ReflectedPolynomial & (0 - (value & 1)));

    /// <summary>Multiplies two elements.</summary>
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
    internal static ulong PowerOfX(int exponent)
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

    /// <summary>
    /// The quotient of x^128 by P, without its lowest coefficient: bit i is the coefficient of x^(64 - i). Long division: x^64 goes
    /// into x^128 once, and each step of the register shifts out the next coefficient.
    /// </summary>
    internal static ulong BarrettQuotient()
    {
        ulong quotient = 1;
        var remainder = ReflectedPolynomial;
        for (var i = 1; i < 64; i++)
        {
            quotient |= (remainder & 1) << i;
            remainder = TimesX(remainder);
        }

        return quotient;
    }

    private static ulong Reflect(ulong value)
    {
        ulong reflected = 0;
        for (var i = 0; i < 64; i++)
        {
            reflected |= ((value >> i) & 1) << (63 - i);
        }

        return reflected;
    }
}
