using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Bench.Micro;

/// <summary>What hashing a chunk costs, at the sizes that chunks have.</summary>
public class DigestBenchmarks
{
    private readonly ChunkHasher _hasher = new();
    private byte[] _data = [];

    /// <summary>A small piece, the smallest chunk, a slow link's, a fast link's.</summary>
    [Params(4 << 10, 64 << 10, 256 << 10, 2 << 20)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _data = new byte[Bytes];
        new Random(1).NextBytes(_data);
    }

    [Benchmark]
    public Sha256Digest Sha256() => Sha256Digest.Of(_data);

    [Benchmark]
    public ChunkDigests Sha256AndCrc64()
    {
        _hasher.Append(_data);
        return _hasher.Finish();
    }
}
