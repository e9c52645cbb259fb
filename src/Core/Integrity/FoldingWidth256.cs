using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SmartTransfer.Core.Integrity;

/// <summary>Two lanes: x86 with VPCLMULQDQ and AVX2.</summary>
internal readonly struct FoldingWidth256 : IFoldingWidth<Vector256<ulong>>
{
    private static readonly Vector256<ulong> PastFourVectors = Vector256.Create(Crc64Folding.KeysFor(4 * 256));

    public static bool IsSupported => Pclmulqdq.V256.IsSupported;

    public static Vector256<ulong> Keys => PastFourVectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Load(ref readonly byte source, nuint offset) => Vector256.LoadUnsafe(in source, offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Seed(Vector256<ulong> first, ulong register) => first ^ Vector256.CreateScalar(register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Fold(Vector256<ulong> state, Vector256<ulong> keys, Vector256<ulong> next) =>
        Pclmulqdq.V256.CarrylessMultiply(state, keys, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(state, keys, 0x11) ^ next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Collapse(Vector128<ulong> before, Vector256<ulong> state) =>
        FoldingWidth128.Collapse(FoldingWidth128.Collapse(before, state.GetLower()), state.GetUpper());
}
