using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// The processor's carry-less multiplication of two 64-bit halves, the same on x86 (PCLMULQDQ) and ARM64 (PMULL, PMULL2).
/// </summary>
internal static class CarrylessProduct
{
    /// <summary>Whether this processor has it. A constant to the compiler, so that the choice costs nothing.</summary>
    internal static bool IsSupported => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    /// <summary>The product of the low halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> OfLower(Vector128<ulong> a, Vector128<ulong> b) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(a, b, 0x00)
        : ArmAes.PolynomialMultiplyWideningLower(a.GetLower(), b.GetLower());

    /// <summary>The product of the high halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<ulong> OfUpper(Vector128<ulong> a, Vector128<ulong> b) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(a, b, 0x11)
        : ArmAes.PolynomialMultiplyWideningUpper(a, b);
}
