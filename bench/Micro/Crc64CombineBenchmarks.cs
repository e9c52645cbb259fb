using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Micro;

/// <summary>What putting one chunk's CRC behind another's costs, and a whole file's.</summary>
public class Crc64CombineBenchmarks
{
    /// <summary>As many blocks as a file may have.</summary>
    private const int Blocks = 50_000;

    /// <summary>Lengths with one bit set, and with many.</summary>
    [Params(1 << 20, 1_234_567, 4_999_999_999)]
    public long LengthB { get; set; }

    [Benchmark]
    public ulong Combine() => Crc64Nvme.Combine(0x0123456789abcdef, 0xfedcba9876543210, LengthB);

    [Benchmark]
    public ulong CombineAFileOf50000Blocks()
    {
        var crc = 0UL;
        for (var i = 0; i < Blocks; i++)
        {
            crc = Crc64Nvme.Combine(crc, (ulong)i, LengthB);
        }

        return crc;
    }
}
