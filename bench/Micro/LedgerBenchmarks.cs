using BenchmarkDotNet.Attributes;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Bench.Micro;

/// <summary>
/// What it costs to make a file of 50,000 blocks out of a block list: decode the ids, order them, find the tiling, compose the
/// digests.
/// </summary>
public class LedgerBenchmarks
{
    private const int BlockCount = 50_000;
    private const int BlockBytes = 1024 * 1024;

    private StagedBlock[] _inOrder = [];
    private StagedBlock[] _shuffled = [];
    private Ledger _ledger = Ledger.Read(0, []);

    [GlobalSetup]
    public void Setup()
    {
        _inOrder = [.. Enumerable.Range(0, BlockCount).Select(Block)];
        _shuffled = [.. _inOrder];
        new Random(1).Shuffle(_shuffled);
        _ledger = Ledger.Read((long)BlockCount * BlockBytes, _inOrder);
    }

    [Benchmark]
    public AssemblyOutcome Assemble() => _ledger.Assemble();

    [Benchmark]
    public AssemblyOutcome ReadAndAssembleInOrder() => Ledger.Read((long)BlockCount * BlockBytes, _inOrder).Assemble();

    [Benchmark]
    public AssemblyOutcome ReadAndAssembleShuffled() => Ledger.Read((long)BlockCount * BlockBytes, _shuffled).Assemble();

    private static StagedBlock Block(int index)
    {
        var digest = Sha256Digest.Of(BitConverter.GetBytes(index));
        var id = BlockId.ForChunk((long)index * BlockBytes, new ChunkDigests(BlockBytes, digest, (ulong)index * 0x9E3779B97F4A7C15));
        return new StagedBlock(id.Encode(), BlockBytes);
    }
}
