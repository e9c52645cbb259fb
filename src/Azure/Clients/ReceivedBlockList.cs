using System.Globalization;
using System.Xml;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// The answer to Get Block List, taken in as it arrives (learn.microsoft.com/rest/api/storageservices/get-block-list). At 50,000 blocks
/// the library would hold 8 MB of text, a tree of its elements, and objects of its own beside what is asked for.
/// </summary>
internal sealed class ReceivedBlockList
{
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreWhitespace = true,
        IgnoreComments = true,
    };

    private readonly List<StagedBlock> _staged = [];
    private readonly List<StagedBlock> _committed = [];

    /// <summary>Blocks that are not part of the file.</summary>
    public IReadOnlyList<StagedBlock> Staged => _staged;

    /// <summary>Blocks of the file, in its order.</summary>
    public IReadOnlyList<StagedBlock> Committed => _committed;

    /// <summary>Takes an answer in.</summary>
    /// <exception cref="XmlException">It is no block list.</exception>
    public async Task ReadAsync(Stream answer)
    {
        _staged.Clear();
        _committed.Clear();
        using var xml = XmlReader.Create(answer, Settings);
        List<StagedBlock>? section = null;
        string? name = null;
        await xml.ReadAsync();
        while (!xml.EOF)
        {
            switch (xml.NodeType == XmlNodeType.Element ? xml.LocalName : null)
            {
                case "CommittedBlocks":
                    section = _committed;
                    break;
                case "UncommittedBlocks":
                    section = _staged;
                    break;
                case "Name":
                    // Stands behind the element then.
                    name = await xml.ReadElementContentAsStringAsync();
                    continue;
                case "Size" when section is not null && name is not null:
                    section.Add(new StagedBlock(name, SizeOf(await xml.ReadElementContentAsStringAsync())));
                    name = null;
                    continue;
                default:
                    break;
            }

            await xml.ReadAsync();
        }
    }

    private static long SizeOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
        ? bytes
        : throw new XmlException($"A block's size is '{text}'.");
}
