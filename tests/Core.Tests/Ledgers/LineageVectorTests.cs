using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class LineageVectorTests
{
    [Fact]
    public void A_second_implementation_says_the_same_of_every_list()
    {
        var vectors = LineageVector.All();
        Assert.Equal(400, vectors.Count);
        for (var i = 0; i < vectors.Count; i++)
        {
            AssertSame(vectors[i], i);
        }
    }

    private static void AssertSame(LineageVector vector, int i)
    {
        BlockId[] blocks = [.. vector.Ids];
        new Random(i).Shuffle(blocks);
        var lineage = TextBlocks.Read(vector.Length, blocks);

        Assert.True(vector.Epoch == lineage.Epoch, $"list {i}: epoch {lineage.Epoch}");
        Assert.True(vector.Point == lineage.Prefix, $"list {i}: prefix {lineage.Prefix}, not \"{vector.Prefix}\"");
        Assert.True(vector.Contested == lineage.IsContested, $"list {i}: contested {lineage.IsContested}");
        foreach (var content in vector.Blocks.Select(block => block.Before + block.Content).Concat(vector.Alive).Distinct())
        {
            var mayEnd = lineage.MayEndAt(TextBlocks.After(content, vector.Epoch));
            Assert.True(vector.MayEnd.Contains(content) == mayEnd, $"list {i}: \"{content}\" {mayEnd}");
            Assert.False(lineage.MayEndAt(TextBlocks.After(content, vector.Epoch + 1)));
            AssertPath(lineage, content, vector.Epoch);
        }
    }

    /// <summary>Blocks that are said to lead to a content are that content.</summary>
    private static void AssertPath(Lineage lineage, string content, int epoch)
    {
        if (lineage.AssembleTo(TextBlocks.After(content, epoch)) is AssemblyOutcome.Whole { File: var file })
        {
            Assert.Equal(TextBlocks.Of(content).Crc64, file.Digests.Crc64Nvme);
            LedgerModel.AssertTiles(content.Length, file.Blocks.Select(block => block.Range));
        }
    }
}
