using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// From 128 bits to the 64 bits modulo P, by Barrett reduction: Gopal et al., "Fast CRC Computation for Generic Polynomials Using
/// PCLMULQDQ Instruction", Intel 2009, in its bit-reflected form.
/// </summary>
/// <remarks>
/// A vector is a polynomial as the message bytes lie in memory: bit i of its 128 is the coefficient of x^(127 - i), so its low half
/// holds the higher powers. The carry-less product of two reflected halves, read as such a vector, is the product times x; a
/// constant meant to be x^n is therefore x^(n-1).
/// </remarks>
internal static class Crc64Reduction
{
    /// <summary>Takes the low half past 128 bits, in front of the 64 zero bits that a CRC appends.</summary>
    private static readonly Vector128<ulong> PastTwoHalves = Vector128.CreateScalar(Crc64Field.PowerOfX(128 - 1));

    private static readonly Vector128<ulong> BarrettQuotient = Vector128.CreateScalar(Crc64Field.BarrettQuotient());

    /// <summary>P with its x^64 but without its x^0: bit i is the coefficient of x^(64 - i).</summary>
    private static readonly Vector128<ulong> Modulus = Vector128.CreateScalar((Crc64Field.ReflectedPolynomial << 1) | 1);

    /// <summary>Whether this processor can do it.</summary>
    internal static bool IsSupported => CarrylessProduct.IsSupported;

    /// <summary>The CRC register that a message of these 128 bits leaves: the message times x^64, modulo P.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Register(Vector128<ulong> message) =>
        Modulo(CarrylessProduct.OfLower(message, PastTwoHalves) ^ Vector128.CreateScalar(message.GetElement(1)));

    /// <summary>Multiplies two elements of the field: the same as <see cref="Crc64Field.Multiply"/>.</summary>
    internal static ulong Multiply(ulong a, ulong b)
    {
        var product = CarrylessProduct.OfLower(Vector128.CreateScalar(a), Vector128.CreateScalar(b));
        var low = product.GetElement(0);
        return Modulo(Vector128.Create(low << 1, (product.GetElement(1) << 1) | (low >> 63)));
    }

    private static ulong Modulo(Vector128<ulong> dividend)
    {
        var quotient = CarrylessProduct.OfLower(dividend, BarrettQuotient);
        var multiple = CarrylessProduct.OfLower(quotient, Modulus);
        return multiple.GetElement(1) ^ quotient.GetElement(0) ^ dividend.GetElement(1);
    }
}
