using System.Runtime.Intrinsics;

namespace SmartTransfer.Core.Integrity;

/// <summary>A vector width in which <see cref="Crc64Folding"/> works: the lanes of 128 bits that one instruction folds at once.</summary>
/// <typeparam name="TVector">The vector of that width.</typeparam>
internal interface IFoldingWidth<TVector>
    where TVector : struct
{
    /// <summary>Whether this processor multiplies in this width. A constant to the compiler.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>In each lane the keys (<see cref="Crc64Folding.KeysFor"/>) of a fold past four vectors.</summary>
    static abstract TVector Keys { get; }

    /// <summary>Reads a vector.</summary>
    static abstract TVector Load(ref readonly byte source, nuint offset);

    /// <summary>Adds the register to the first 64 bits of a message.</summary>
    static abstract TVector Seed(TVector first, ulong register);

    /// <summary>Folds each lane past four vectors and adds the vector that lies there.</summary>
    static abstract TVector Fold(TVector state, TVector keys, TVector next);

    /// <summary>Folds what came before this vector past its lanes, one after the other, and adds them.</summary>
    static abstract Vector128<ulong> Collapse(Vector128<ulong> before, TVector state);
}
