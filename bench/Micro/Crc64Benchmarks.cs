using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Micro;

/// <summary>Each path of the CRC; one that this processor lacks fails and shows as NA.</summary>
public class Crc64Benchmarks
{
    private byte[] _data = [];

    [Params(64, 4 << 10, 256 << 10, 2 << 20)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _data = new byte[Bytes];
        new Random(1).NextBytes(_data);
    }

    [Benchmark]
    public ulong Chosen() => Crc64Nvme.Compute(_data);

    [Benchmark]
    public ulong Folding128() => Crc64Folding.Update<FoldingWidth128, Vector128<ulong>>(0, _data);

    [Benchmark]
    public ulong Folding256() => Crc64Folding.Update<FoldingWidth256, Vector256<ulong>>(0, _data);

    [Benchmark]
    public ulong Folding512() => Crc64Folding.Update<FoldingWidth512, Vector512<ulong>>(0, _data);

    [Benchmark]
    public ulong Portable() => Crc64Portable.Update(0, _data);
}
