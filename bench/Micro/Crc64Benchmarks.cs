using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Micro;

/// <summary>What the CRC of a piece costs.</summary>
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
    public ulong Compute() => Crc64Nvme.Compute(_data);
}
