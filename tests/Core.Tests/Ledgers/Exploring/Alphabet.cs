using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers.Exploring;

/// <summary>Translates between the rules, which know checksums and ids, and the explorer, which knows contents and letters.</summary>
internal sealed class Alphabet
{
    private const char First = '\u4e00';

    private readonly List<BlockId> _blocks = [];
    private readonly Dictionary<BlockId, char> _letters = [];
    private readonly Dictionary<string, LineagePoint> _points = [];
    private readonly Dictionary<(long, ulong), string> _contents = [];
    private readonly Dictionary<string, Lineage> _read = [];
    private readonly Dictionary<(Place, string), (char, Place)> _staged = [];
    private readonly int _length;

    /// <param name="length">Length of the file.</param>
    public Alphabet(int length)
    {
        _length = length;
        List<string> contents = [""];
        for (var i = 0; i < contents.Count; i++)
        {
            var point = TextBlocks.After(contents[i]);
            _points[contents[i]] = point;
            _contents.Add((point.Offset, point.Crc64), contents[i]);
            if (contents[i].Length < length)
            {
                contents.AddRange([contents[i] + "a", contents[i] + "b"]);
            }
        }
    }

    public Lineage Read(string blocks)
    {
        if (!_read.TryGetValue(blocks, out var lineage))
        {
            _read[blocks] = lineage = TextBlocks.Read(_length, blocks.Select(letter => _blocks[letter - First]));
        }

        return lineage;
    }

    public char Letter(BlockId block)
    {
        if (!_letters.TryGetValue(block, out var letter))
        {
            _letters[block] = letter = (char)(First + _blocks.Count);
            _blocks.Add(block);
        }

        return letter;
    }

    /// <summary>A piece that continues the file at a place: its block, and where the file continues after it.</summary>
    public (char Block, Place To) Stage(Place at, string piece)
    {
        if (!_staged.TryGetValue((at, piece), out var staged))
        {
            var digests = TextBlocks.Of(piece);
            _staged[(at, piece)] = staged = (Letter(Tip(at).BlockOf(digests)), PlaceOf(Tip(at).After(digests)));
        }

        return staged;
    }

    public StreamTip Tip(Place place) => new(_points[place.Before] with { Epoch = (ushort)place.Epoch }, 0);

    public StreamTip? Tip(Place? place) => place is { } known ? Tip(known) : null;

    public Place PlaceOf(StreamTip tip) => new(_contents[(tip.Point.Offset, tip.Point.Crc64)], tip.Point.Epoch);

    public Place? PlaceOf(StreamTip? tip) => tip is { } known ? PlaceOf(known) : null;

    /// <summary>What a file of these blocks holds; the blocks must be those that have its checksum.</summary>
    public string Content(FileAssembly file)
    {
        LedgerModel.AssertTiles(_length, file.Blocks.Select(block => block.Range));
        return _contents[(_length, file.Digests.Crc64Nvme)];
    }
}
