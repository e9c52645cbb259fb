using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

/// <summary>A file, the blocks that make it up, and others that hold its bytes or other ones.</summary>
/// <param name="Text">The file's content.</param>
/// <param name="Path">Its blocks.</param>
/// <param name="Contents">The other blocks.</param>
internal sealed record ProofCase(string Text, IReadOnlyList<BlockId> Path, IReadOnlyList<(int Offset, string Content)> Contents)
{
    /// <summary>All blocks.</summary>
    public IReadOnlyList<BlockId> Blocks => [.. Path, .. Contents.Select(block => TextBlocks.Plain(block.Offset, block.Content))];

    /// <summary>The text of a version. Each position has another letter, so that equal checksums mean equal bytes.</summary>
    public static string Version(char version, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => (char)((version == 'a' ? 'a' : 'A') + (i % 26))));

    /// <summary>A file that is cut from one version or mixed from two, and other blocks likewise.</summary>
    public static ProofCase Make(int length, int others, int versions, Random random)
    {
        string[] texts = [Version('a', length), Version('b', length)];
        var isMixed = random.Next(3) == 0;
        var version = random.Next(versions);
        List<BlockId> path = [];
        var text = "";
        while (text.Length < length)
        {
            var end = random.Next(text.Length + 1, length + 1);
            var piece = texts[isMixed ? random.Next(versions) : version][text.Length..end];
            path.Add(TextBlocks.Plain(text.Length, piece));
            text += piece;
        }

        List<(int, string)> contents = [];
        for (var i = 0; i < others; i++)
        {
            // Of the file itself, of a version, or first the file's and then a version's.
            var start = random.Next(length);
            var end = random.Next(start + 1, length + 1);
            var turn = random.Next(start, end + 1);
            contents.Add((start, text[start..turn] + texts[random.Next(versions)][turn..end]));
        }

        return new ProofCase(text, path, contents);
    }

    public ProofOutcome Check() => ChunkProof.Check(Blocks, Path);

    /// <summary>The same with blocks of these ranges more.</summary>
    public ProofCase With(IReadOnlyList<ByteRange> ranges, char version)
    {
        var text = Version(version, Text.Length);
        var more = ranges.Select(range => ((int)range.Offset, text[(int)range.Offset..(int)range.End]));
        return this with { Contents = [.. Contents, .. more] };
    }
}
