using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class LineagePropertyTests
{
    private const string File = "aaaaaaaa";

    [Fact]
    public void The_order_of_the_list_changes_nothing() => Always.Holds(
        from blocks in AnyBlocks("ab")
        from seed in Gen.Choose(0, int.MaxValue)
        select (blocks, seed),
        given =>
        {
            var shuffled = given.blocks.ToArray();
            new Random(given.seed).Shuffle(shuffled);
            var (one, other) = (TextBlocks.Read(File.Length, given.blocks), TextBlocks.Read(File.Length, shuffled));

            Assert.Equal((one.Tip, one.IsContested, one.Epoch), (other.Tip, other.IsContested, other.Epoch));
            Assert.Equal(PathOf(one.AssembleTo(one.Prefix)), PathOf(other.AssembleTo(other.Prefix)));
        });

    [Fact]
    public void With_one_content_nothing_is_contested_and_the_prefix_never_falls() => Always.Holds(AnyBlocks("a", fences: false), blocks =>
    {
        long prefix = 0;
        for (var count = 1; count <= blocks.Count; count++)
        {
            var lineage = TextBlocks.Read(File.Length, blocks.Take(count));

            Assert.False(lineage.IsContested);
            Assert.True(lineage.Prefix.Offset >= prefix);
            prefix = lineage.Prefix.Offset;
        }
    });

    [Fact]
    public void The_prefix_is_never_contested() => Always.Holds(AnyBlocks("ab", fences: false), blocks =>
    {
        var lineage = TextBlocks.Read(File.Length, blocks);
        var ends = blocks.Where(block => block.Kind is BlockKind.Linear).Select(block => block.Point.After(block.Length, block.Crc64));

        Assert.True(lineage.MayEndAt(lineage.Prefix));
        Assert.All(
            ends.Where(end => end.Offset == lineage.Prefix.Offset && end != lineage.Prefix),
            other => Assert.False(lineage.MayEndAt(other)));
        Assert.All(ends.Where(end => end.Offset > lineage.Prefix.Offset && lineage.MayEndAt(end)), _ => Assert.True(lineage.IsContested));
    });

    [Fact]
    public void The_blocks_of_the_prefix_alone_have_the_same_prefix() => Always.Holds(AnyBlocks("ab", fences: false), blocks =>
    {
        var lineage = TextBlocks.Read(File.Length, blocks);
        var file = Assert.IsType<AssemblyOutcome.Whole>(lineage.AssembleTo(lineage.Prefix)).File;

        Assert.Equal(lineage.Tip.BlockCount, file.Blocks.Count);
        Assert.Equal(lineage.Prefix.Crc64, file.Digests.Crc64Nvme);
        if (file.Blocks.All(block => block.Kind is not BlockKind.Provisional))
        {
            Assert.Equal(lineage.Tip, TextBlocks.Read(File.Length, file.Blocks).Tip);
        }
    });

    [Fact]
    public void After_a_fence_the_prefix_is_the_fence_until_a_block_of_the_new_epoch_continues_it() => Always.Holds(
        from blocks in AnyBlocks("ab")
        from more in AnyBlocks("ab")
        select (blocks, more),
        given =>
        {
            // Nobody stages blocks of an epoch that no fence began.
            var begun = given.blocks.Where(block => block.Kind is BlockKind.Fence).Max(fence => (ushort?)fence.Point.Epoch) ?? 0;
            BlockId[] blocks = [.. given.blocks.Where(block => IsOfEpochUpTo(block, begun))];
            var lineage = TextBlocks.Read(File.Length, blocks);
            if (StreamRules.Ask(lineage, File.Length) is not HeadStep.Fence fence)
            {
                return;
            }

            var older = given.more.Where(block => IsOfEpochUpTo(block, lineage.Epoch));
            var fenced = TextBlocks.Read(File.Length, [.. blocks, fence.Block, .. older]);
            Assert.Equal(fence.Tip.Point, fenced.Prefix);
            Assert.Equal(lineage.Prefix, fenced.Prefix with { Epoch = lineage.Epoch });
            Assert.False(fenced.IsContested);

            var next = TextBlocks.Of("c");
            var continued = TextBlocks.Read(File.Length + 1, [.. blocks, fence.Block, .. older, fence.Tip.BlockOf(next)]);
            Assert.Equal(fence.Tip.Point.After(next), continued.Prefix);
        });

    [Fact]
    public void What_a_body_commits_has_its_own_checksum() => Always.Holds(
        from blocks in AnyBlocks("ab")
        from at in Gen.Choose(0, 11)
        select (blocks, at),
        given =>
        {
            var lineage = TextBlocks.Read(File.Length, given.blocks);
            foreach (var block in given.blocks.Where(block => block.Kind is BlockKind.Linear))
            {
                var own = new StreamTip(block.Point.After(block.Length, block.Crc64), 1);
                if (StreamRules.End(lineage, own) is EndStep.Commit commit)
                {
                    Assert.Equal(own.Point.Crc64, commit.File.Digests.Crc64Nvme);
                    LedgerModel.AssertTiles(own.Point.Offset, commit.File.Blocks.Select(tile => tile.Range));
                }
            }
        });

    [Fact]
    public void Whatever_the_list_holds_reading_it_gives_an_answer() => Always.Holds(
        from blocks in AnyBlocks("ab")
        from noise in Values.Bytes(maxLength: 64 * 12)
        from length in Values.ByteCounts(maxBits: 63)
        select (blocks, noise, length),
        given =>
        {
            // Ids with one byte changed, and ids of ours whose every field is noise.
            var random = new Random(given.noise.Length);
            var hostile = given.blocks.Select(block =>
            {
                var bytes = Convert.FromBase64String(block.Encode());
                bytes[random.Next(2, bytes.Length)] = (byte)random.Next(256);
                return Convert.ToBase64String(bytes);
            }).Concat(given.noise.Chunk(64).Where(chunk => chunk.Length == 64).Select(chunk =>
            {
                (chunk[0], chunk[1]) = (1, (byte)(chunk[1] % 6));
                return Convert.ToBase64String(chunk);
            }));
            var listed = hostile.Select(id => new StagedBlock(id, BlockId.TryDecode(id, out var read) ? read.Length : 1)).ToList();

            foreach (long? length in new long?[] { given.length, null, File.Length })
            {
                var lineage = Lineage.Read(length, listed);
                Assert.NotNull(StreamRules.Ask(lineage, length));
                Assert.NotNull(StreamRules.End(lineage, lineage.Tip));
                Assert.NotNull(StreamRules.Begin(lineage, 0));
            }
        });

    private static bool IsOfEpochUpTo(BlockId block, int epoch) => block.Kind switch
    {
        BlockKind.Plain => true,
        BlockKind.Linear or BlockKind.Fence => block.Point.Epoch <= epoch,
        _ => false,
    };

    private static IReadOnlyList<BlockId>? PathOf(AssemblyOutcome outcome) => (outcome as AssemblyOutcome.Whole)?.File.Blocks;

    /// <summary>Blocks of every kind, mostly such as continue one another, of a file that has one content or several.</summary>
    private static Gen<IReadOnlyList<BlockId>> AnyBlocks(string letters, bool fences = true) =>
        from count in Gen.Choose(0, 12)
        from seed in Gen.Choose(0, int.MaxValue)
        select Make(count, letters, fences, new Random(seed));

    private static IReadOnlyList<BlockId> Make(int count, string letters, bool fences, Random random)
    {
        List<BlockId> blocks = [];
        List<string> contents = [""];
        for (var i = 0; i < count; i++)
        {
            var before = random.Next(8) > 0 ? contents[random.Next(contents.Count)] : Text(random.Next(File.Length));
            var epoch = fences ? random.Next(3) : 0;
            var content = Text(random.Next(1, File.Length - before.Length + 1));
            switch (random.Next(8))
            {
                case 0 when epoch > 0:
                    blocks.Add(TextBlocks.Fence(before, epoch));
                    continue;
                case 1:
                    blocks.Add(TextBlocks.Plain(before.Length, content));
                    break;
                case 2:
                    var pieces = TextBlocks.Sealed(new BlockGroup(1, (ushort)(i + 1)), before, epoch, content[..1], content[1..]);
                    blocks.AddRange(pieces.Where(block => block.Length > 0));
                    break;
                default:
                    blocks.Add(TextBlocks.Linear(before, content, epoch));
                    break;
            }

            if (before.Length + content.Length < File.Length)
            {
                contents.Add(before + content);
            }
        }

        return blocks;

        // Mostly the first letter, so that some lists have one content up to far.
        string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Letter()));

        char Letter() => random.Next(4) > 0 ? letters[0] : letters[random.Next(letters.Length)];
    }
}
