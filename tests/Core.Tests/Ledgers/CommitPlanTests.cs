using FsCheck.Fluent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Core.Tests.Ledgers;

public class CommitPlanTests
{
    private static readonly BlockGroup Group = new(0x0123456789abcdef, 5);

    [Fact]
    public void A_plan_gives_back_its_blocks_whatever_else_is_staged_then_or_later() => Always.Holds(
        from given in LedgerCase.Any(maxLength: 8, variants: 3)
        from late in LedgerCase.Any(maxLength: 8, maxBlocks: 20, variants: 3)
        from pick in Gen.Choose(0, int.MaxValue)
        select (given, late, pick),
        test =>
        {
            var ledger = test.given.Ledger();
            if (Manifest(ledger, new Random(test.pick)) is not { } manifest)
            {
                return;
            }

            var file = Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble(manifest)).File;
            var plan = CommitPlan.Encode(file);
            var later = Ledger.Read(test.given.LengthBytes, [.. test.late.Listed, .. test.given.Listed]);

            Assert.Equal(file.Blocks, CommitPlan.Resolve(plan, ledger.Chunks));
            Assert.Equal(file.Blocks, CommitPlan.Resolve(plan, later.Chunks));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sealed_pieces_with_the_same_bytes_that_arrive_later_do_not_take_a_plain_chunks_place(bool plainIsPlanned)
    {
        var (plain, piece) = (Blocks.Plain(0, 4), Blocks.Provisional(0, 4, Group));
        BlockId[] planned = plainIsPlanned ? [plain] : [piece, Blocks.Seal(Group)];
        var file = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(4, planned).Assemble()).File;

        var later = Blocks.Ledger(4, plain, piece, Blocks.Seal(Group));

        Assert.Equal(file.Blocks, CommitPlan.Resolve(CommitPlan.Encode(file), later.Chunks));
    }

    [Fact]
    public void Sealed_pieces_of_two_groups_with_the_same_bytes_are_told_apart()
    {
        var groups = Enumerable.Range(0, 10).Select(i => new BlockGroup((ulong)i << 60, (ushort)(i + 1))).ToList();
        var pieces = groups.Select(group => Blocks.Provisional(0, 4, group)).ToList();
        var all = Blocks.Ledger(4, [.. pieces, .. groups.Select(Blocks.Seal)]);
        Assert.Equal(pieces.Count, all.Chunks.Count);

        Assert.All(pieces, piece =>
        {
            var file = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(4, piece, Blocks.Seal(piece.Group)).Assemble()).File;
            Assert.Equal([piece], CommitPlan.Resolve(CommitPlan.Encode(file), all.Chunks));
        });
    }

    [Fact]
    public void Blocks_of_one_content_that_differ_in_kind_or_epoch_are_told_apart()
    {
        BlockId[] blocks = [TextBlocks.Plain(0, "abc"), TextBlocks.Linear("", "abc"), TextBlocks.Linear("", "abc", 1), TextBlocks.Linear("", "abc", 2)];

        Assert.All(blocks, block => Assert.Equal([block], CommitPlan.Resolve(CommitPlan.Encode(new FileAssembly([block])), blocks)));
    }

    [Fact]
    public void The_plan_of_an_empty_file_is_empty_and_resolves_to_no_block()
    {
        var file = Assert.IsType<AssemblyOutcome.Whole>(Blocks.Ledger(0).Assemble()).File;

        Assert.Empty(CommitPlan.Encode(file));
        Assert.Equal([], CommitPlan.Resolve(CommitPlan.Encode(file), []));
    }

    [Fact]
    public void A_block_that_is_gone_makes_the_plan_resolve_to_nothing()
    {
        var ledger = Blocks.Ledger(6, Enumerable.Range(0, 3).Select(i => Blocks.Plain(i * 2, 2)));
        var plan = CommitPlan.Encode(Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble()).File);

        Assert.All(Enumerable.Range(0, 3), gone => Assert.Null(CommitPlan.Resolve(plan, [.. ledger.Chunks.Where((_, i) => i != gone)])));
    }

    [Fact]
    public void A_plan_that_breaks_off_within_a_run_cannot_be_read()
    {
        var ledger = Blocks.Ledger(6, Enumerable.Range(0, 3).Select(i => Blocks.Plain(i * 2, 2)));
        var plan = CommitPlan.Encode(Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble()).File);

        Assert.All(Enumerable.Range(1, plan.Length - 1), length => Assert.Null(CommitPlan.Resolve(plan.AsMemory(0, length), ledger.Chunks)));
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF01")]
    [InlineData("02FFFFFFFFFF")]
    [InlineData("0201")]
    [InlineData("020100000000000000")]
    [InlineData("020100000000000000000000")]
    public void A_plan_of_other_bytes_cannot_be_read(string hex) =>
        Assert.Null(CommitPlan.Resolve(Convert.FromHexString(hex), [Blocks.Plain(0, 2)]));

    [Fact]
    public void Any_bytes_are_read_or_refused_but_never_throw() => Always.Holds(Values.Bytes(maxLength: 60), bytes =>
    {
        if (CommitPlan.Resolve(bytes, [Blocks.Plain(0, 2)]) is { } blocks)
        {
            Assert.True(blocks.Count <= 1);
        }
    });

    [Fact]
    public void Forty_nine_thousand_blocks_of_alternating_lengths_fit_into_a_row()
    {
        const int Count = 49_000;
        const long Long = 104_857_600;
        var blocks = new List<BlockId>(Count);
        long offset = 0;
        for (var i = 0; i < Count; i++)
        {
            blocks.Add(Blocks.Plain(offset, Long - (i % 2)));
            offset = blocks[^1].Range.End;
        }

        var ledger = Blocks.Ledger(offset, blocks);
        var plan = CommitPlan.Encode(Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble()).File);

        Assert.InRange(plan.Length, 8 * Count, 1_000_000);
        Assert.Equal(blocks, CommitPlan.Resolve(plan, ledger.Chunks));
    }

    [Fact]
    public void Blocks_of_one_length_take_eight_bytes_each()
    {
        var ledger = Blocks.Ledger(1000 * 4096, Enumerable.Range(0, 1000).Select(i => Blocks.Plain(i * 4096, 4096)));

        Assert.InRange(CommitPlan.Encode(Assert.IsType<AssemblyOutcome.Whole>(ledger.Assemble()).File).Length, 8_000, 8_010);
    }

    /// <summary>Some way to tile the file, choosing among conflicting chunks; null when there is none.</summary>
    private static List<ManifestEntry>? Manifest(Ledger ledger, Random random)
    {
        if (ledger.Missing.Count > 0)
        {
            return null;
        }

        // From the end backwards through chunks whose beginning a chain from zero reaches, so that there is always one more.
        var reached = new HashSet<long> { 0 };
        foreach (var chunk in ledger.Chunks.Where(chunk => reached.Contains(chunk.Offset)))
        {
            reached.Add(chunk.Range.End);
        }

        var manifest = new List<ManifestEntry>();
        for (var end = ledger.LengthBytes; end > 0; end = manifest[^1].Range.Offset)
        {
            var choices = ledger.Chunks.Where(chunk => chunk.Range.End == end && reached.Contains(chunk.Offset)).ToList();
            manifest.Add(choices[random.Next(choices.Count)].Entry());
        }

        manifest.Reverse();
        return manifest;
    }
}
