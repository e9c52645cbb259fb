using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Bench.Micro;

/// <summary>What it costs to write and to read a block id.</summary>
public class BlockIdBenchmarks
{
    private readonly BlockId _id = BlockId.ForChunk(
        123_456_789, new ChunkDigests(1024 * 1024, Sha256Digest.Of([1, 2, 3]), 0xae8b14860a799888));
    private string _encoded = string.Empty;

    [GlobalSetup]
    public void Setup() => _encoded = _id.Encode();

    [Benchmark]
    public string Encode() => _id.Encode();

    [Benchmark]
    public bool TryDecode() => BlockId.TryDecode(_encoded, out _);
}
