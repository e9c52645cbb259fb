using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SmartTransfer.Core.Integrity;

/// <summary>Four lanes: x86 with VPCLMULQDQ and AVX-512.</summary>
internal readonly struct FoldingWidth512 : IFoldingWidth<Vector512<ulong>>
{
    private static readonly Vector512<ulong> PastFourVectors = Vector512.Create(Crc64Folding.KeysFor(4 * 512));

    public static bool IsSupported => Pclmulqdq.V512.IsSupported;

    public static Vector512<ulong> Keys => PastFourVectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Load(ref readonly byte source, nuint offset) => Vector512.LoadUnsafe(in source, offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Seed(Vector512<ulong> first, ulong register) => first ^ Vector512.CreateScalar(register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Fold(Vector512<ulong> state, Vector512<ulong> keys, Vector512<ulong> next) =>
        Pclmulqdq.V512.CarrylessMultiply(state, keys, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(state, keys, 0x11) ^ next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Collapse(Vector128<ulong> before, Vector512<ulong> state) =>
        FoldingWidth256.Collapse(FoldingWidth256.Collapse(before, state.GetLower()), state.GetUpper());
}
