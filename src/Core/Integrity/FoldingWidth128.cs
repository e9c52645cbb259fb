using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SmartTransfer.Core.Integrity;

/// <summary>One lane: x86 with PCLMULQDQ, ARM64 with PMULL.</summary>
internal readonly struct FoldingWidth128 : IFoldingWidth<Vector128<ulong>>
{
    private static readonly Vector128<ulong> PastFourVectors = Crc64Folding.KeysFor(4 * 128);
    private static readonly Vector128<ulong> PastOneLane = Crc64Folding.KeysFor(128);

    public static bool IsSupported => CarrylessProduct.IsSupported;

    public static Vector128<ulong> Keys => PastFourVectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Load(ref readonly byte source, nuint offset) => Vector128.LoadUnsafe(in source, offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Seed(Vector128<ulong> first, ulong register) => first ^ Vector128.CreateScalar(register);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Fold(Vector128<ulong> state, Vector128<ulong> keys, Vector128<ulong> next) =>
        CarrylessProduct.OfLower(state, keys) ^ CarrylessProduct.OfUpper(state, keys) ^ next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Collapse(Vector128<ulong> before, Vector128<ulong> state) => Fold(before, PastOneLane, state);
}
