using System.Text.Json;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>A block list, and what a second implementation of the rules says of it: see Vectors/lineage.py.</summary>
internal sealed record LineageVector(
    int Length,
    IReadOnlyList<LineageVector.Block> Blocks,
    IReadOnlyList<LineageVector.Fence> Fences,
    int Epoch,
    string Prefix,
    bool Least,
    bool Contested,
    IReadOnlyList<string> Alive,
    IReadOnlyList<string> MayEnd)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public IEnumerable<BlockId> Ids => Blocks.Select(block => TextBlocks.Linear(block.Before, block.Content, block.Epoch))
        .Concat(Fences.Select(fence => TextBlocks.Fence(fence.Before, fence.Epoch)));

    /// <summary>
    /// Where the next body continues. Where fences contradict each other it is the least by checksum, which the vector does not know.
    /// </summary>
    public LineagePoint Point => Least
        ? Alive.Where(at => at.Length == Prefix.Length).Select(at => TextBlocks.After(at, Epoch)).MinBy(point => point.Crc64)
        : TextBlocks.After(Prefix, Epoch);

    public static IReadOnlyList<LineageVector> All()
    {
        using var stream = typeof(LineageVector).Assembly.GetManifestResourceStream("lineage.json")
            ?? throw new InvalidOperationException("lineage.json is not built in.");
        return JsonSerializer.Deserialize<List<LineageVector>>(stream, Json)
            ?? throw new InvalidOperationException("lineage.json is empty.");
    }

    internal sealed record Block(string Before, string Content, int Epoch);

    internal sealed record Fence(int Epoch, string Before);
}
