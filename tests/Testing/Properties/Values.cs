using FsCheck;
using FsCheck.Fluent;

namespace SmartTransfer.Testing.Properties;

/// <summary>Generators of what the domain is made of.</summary>
public static class Values
{
    /// <summary>Random bytes, from none to <paramref name="maxLength"/>.</summary>
    public static Gen<byte[]> Bytes(int maxLength) =>
        from length in Gen.Choose(0, maxLength)
        from seed in Gen.Choose(0, int.MaxValue)
        select RandomBytes(length, seed);

    /// <summary>Any 64 bits.</summary>
    public static Gen<ulong> Words() =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((ulong)(uint)high << 32) | (uint)low;

    /// <summary>Byte counts below 2^<paramref name="maxBits"/>, the small magnitudes as likely as the large ones.</summary>
    public static Gen<long> ByteCounts(int maxBits) =>
        from word in Words()
        from bits in Gen.Choose(0, maxBits)
        select (long)(word & ((1UL << bits) - 1));

    /// <summary>The same bytes for the same seed.</summary>
    public static byte[] RandomBytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
