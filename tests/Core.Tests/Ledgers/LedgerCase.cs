using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>A small file and a block list with everything in it that a list can hold.</summary>
/// <param name="LengthBytes">Length of the file.</param>
/// <param name="Listed">The list: blocks that overlap at every alignment, duplicates, and entries that must not count.</param>
/// <param name="Counting">The blocks among them that count.</param>
internal sealed record LedgerCase(long LengthBytes, IReadOnlyList<StagedBlock> Listed, IReadOnlyList<BlockId> Counting)
{
    /// <summary>Any case; with one variant of content no two blocks of one range differ.</summary>
    public static Gen<LedgerCase> Any(int maxLength = 14, int maxBlocks = 9, int variants = 1) =>
        from length in Gen.Choose(0, maxLength)
        from count in Gen.Choose(0, maxBlocks)
        from seed in Gen.Choose(0, int.MaxValue)
        select Make(length, count, variants, new Random(seed));

    public Ledger Ledger() => Core.Ledgers.Ledger.Read(LengthBytes, Listed);

    /// <summary>The same list in another order.</summary>
    public IReadOnlyList<StagedBlock> Shuffled(int seed)
    {
        var listed = Listed.ToArray();
        new Random(seed).Shuffle(listed);
        return listed;
    }

    private static LedgerCase Make(int length, int count, int variants, Random random)
    {
        var listed = new List<StagedBlock>();
        var counting = new List<BlockId>();
        for (var i = 0; i < count; i++)
        {
            var choice = length == 0 ? random.Next(3) : random.Next(12);
            switch (choice)
            {
                case 0:
                    listed.Add(new StagedBlock(Convert.ToBase64String(new byte[48]), 4));
                    break;
                case 1:
                    listed.Add(Blocks.Plain(random.Next(length + 1), length + 1).Listed());
                    break;
                case 2:
                    listed.Add(Blocks.Plain(0, length + 1).Listed() with { SizeBytes = length });
                    break;
                case 3:
                    listed.Add(Blocks.Plain(0, length).Listed() with { SizeBytes = length + 1 });
                    break;
                case 4 when counting.Count > 0:
                    listed.Add(counting[random.Next(counting.Count)].Listed());
                    break;
                default:
                    var offset = random.Next(length);
                    var block = Blocks.Plain(offset, random.Next(1, length - offset + 1), random.Next(variants));
                    counting.Add(block);
                    listed.Add(block.Listed());
                    break;
            }
        }

        return new LedgerCase(length, listed, counting);
    }
}
