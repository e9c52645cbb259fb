using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// The CRC by carry-less multiplication: four vectors at a time are folded onto the four that follow, which leaves the remainder
/// modulo P as it was and needs no table. Source and notation as in <see cref="Crc64Reduction"/>.
/// </summary>
internal static class Crc64Folding
{
    private const int LaneBytes = 16;

    /// <summary>Whether this processor can do it in any width.</summary>
    internal static bool IsSupported => FoldingWidth128.IsSupported;

    /// <summary>Takes the raw register (not inverted) past <paramref name="data"/>, in the widest vectors that there are.</summary>
    internal static ulong Update(ulong register, ReadOnlySpan<byte> data)
    {
        if (FoldingWidth512.IsSupported)
        {
            return Update<FoldingWidth512, Vector512<ulong>>(register, data);
        }

        return FoldingWidth256.IsSupported
            ? Update<FoldingWidth256, Vector256<ulong>>(register, data)
            : Update<FoldingWidth128, Vector128<ulong>>(register, data);
    }

    /// <summary>Takes the raw register past <paramref name="data"/>, in vectors of one width.</summary>
    internal static ulong Update<TWidth, TVector>(ulong register, ReadOnlySpan<byte> data)
        where TWidth : struct, IFoldingWidth<TVector>
        where TVector : struct
    {
        if (data.Length < LaneBytes)
        {
            return Crc64Portable.Update(register, data);
        }

        ref readonly var source = ref MemoryMarshal.GetReference(data);
        var length = (nuint)data.Length;
        nuint offset = 0;
        Vector128<ulong> state;

        // Below two rounds the detour over four vectors folds no byte less than lane by lane does.
        if (length >= 8 * (nuint)Unsafe.SizeOf<TVector>())
        {
            state = FoldFourVectors<TWidth, TVector>(register, in source, length, out offset);
        }
        else
        {
            state = FoldingWidth128.Seed(FoldingWidth128.Load(in source, 0), register);
            offset = LaneBytes;
        }

        for (; length - offset >= LaneBytes; offset += LaneBytes)
        {
            state = FoldingWidth128.Collapse(state, FoldingWidth128.Load(in source, offset));
        }

        return Crc64Portable.Update(Crc64Reduction.Register(state), data[(int)offset..]);
    }

    /// <summary>
    /// The keys that carry a lane past <paramref name="bits"/> bits: its low half holds the powers from x^64 on, its high half those
    /// below.
    /// </summary>
    internal static Vector128<ulong> KeysFor(int bits) =>
        Vector128.Create(Crc64Field.PowerOfX(bits + 64 - 1), Crc64Field.PowerOfX(bits - 1));

    private static Vector128<ulong> FoldFourVectors<TWidth, TVector>(ulong register, ref readonly byte source, nuint length, out nuint end)
        where TWidth : struct, IFoldingWidth<TVector>
        where TVector : struct
    {
        var size = (nuint)Unsafe.SizeOf<TVector>();
        var keys = TWidth.Keys;
        var state0 = TWidth.Seed(TWidth.Load(in source, 0), register);
        var state1 = TWidth.Load(in source, size);
        var state2 = TWidth.Load(in source, 2 * size);
        var state3 = TWidth.Load(in source, 3 * size);
        var offset = 4 * size;
        for (; length - offset >= 4 * size; offset += 4 * size)
        {
            state0 = TWidth.Fold(state0, keys, TWidth.Load(in source, offset));
            state1 = TWidth.Fold(state1, keys, TWidth.Load(in source, offset + size));
            state2 = TWidth.Fold(state2, keys, TWidth.Load(in source, offset + (2 * size)));
            state3 = TWidth.Fold(state3, keys, TWidth.Load(in source, offset + (3 * size)));
        }

        end = offset;
        var state = TWidth.Collapse(Vector128<ulong>.Zero, state0);
        state = TWidth.Collapse(state, state1);
        state = TWidth.Collapse(state, state2);
        return TWidth.Collapse(state, state3);
    }
}
