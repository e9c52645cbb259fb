using System.Runtime.Intrinsics;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>One way to compute the CRC. A processor has some of them; the portable one is everywhere.</summary>
public sealed class Crc64Path
{
    private readonly Update _update;

    private Crc64Path(string name, Update update) => (Name, _update) = (name, update);

    private delegate ulong Update(ulong register, ReadOnlySpan<byte> data);

    public static IReadOnlyDictionary<string, Crc64Path> OfThisProcessor { get; } = Find().ToDictionary(path => path.Name);

    public string Name { get; }

    public ulong Compute(ReadOnlySpan<byte> data) => ~_update(ulong.MaxValue, data);

    private static IEnumerable<Crc64Path> Find()
    {
        yield return new("portable", Crc64Portable.Update);
        if (FoldingWidth128.IsSupported)
        {
            yield return new("folding 128", Crc64Folding.Update<FoldingWidth128, Vector128<ulong>>);
        }

        if (FoldingWidth256.IsSupported)
        {
            yield return new("folding 256", Crc64Folding.Update<FoldingWidth256, Vector256<ulong>>);
        }

        if (FoldingWidth512.IsSupported)
        {
            yield return new("folding 512", Crc64Folding.Update<FoldingWidth512, Vector512<ulong>>);
        }
    }
}
