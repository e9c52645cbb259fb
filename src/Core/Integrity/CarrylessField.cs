using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// The multiplication of <see cref="Crc64Field"/> by the processor's carry-less product, PCLMULQDQ on x86 and PMULL on ARM64. The
/// reduction modulo P is Barrett's: Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel
/// 2009, in its bit-reflected form.
/// </summary>
internal static class CarrylessField
{
    private static readonly Vector128<ulong> BarrettQuotient = Vector128.CreateScalar(Crc64Field.BarrettQuotient());

    /// <summary>P with its x^64 but without its x^0: bit i is the coefficient of x^(64 - i).</summary>
    private static readonly Vector128<ulong> Modulus = Vector128.CreateScalar((Crc64Field.ReflectedPolynomial << 1) | 1);

    /// <summary>Whether this processor can do it. A constant to the compiler, so that the choice costs nothing.</summary>
    internal static bool IsSupported => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    /// <summary>Multiplies two elements of the field: the same as <see cref="Crc64Field.Multiply"/>.</summary>
    internal static ulong Multiply(ulong a, ulong b)
    {
        // As a vector bit i of 128 is the coefficient of x^(127 - i); the product of two reflected halves lacks one x.
        var product = LowHalves(Vector128.CreateScalar(a), Vector128.CreateScalar(b));
        var low = product.GetElement(0);
        var dividend = Vector128.Create(low << 1, (product.GetElement(1) << 1) | (low >> 63));
        var quotient = LowHalves(dividend, BarrettQuotient);
        var multiple = LowHalves(quotient, Modulus);
        return multiple.GetElement(1) ^ quotient.GetElement(0) ^ dividend.GetElement(1);
    }

    private static Vector128<ulong> LowHalves(Vector128<ulong> a, Vector128<ulong> b) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(a, b, 0x00)
        : ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetLower());
}
