using System.Text;

namespace SmartTransfer.Bench.Rig;

/// <summary>A table in Markdown: the first column to the left, the others to the right.</summary>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>The table may take long to fill, so each row is shown on the error output at once.</summary>
    public bool IsSlow { get; init; } = true;

    public void Add(params IEnumerable<string> cells)
    {
        _rows.Add([.. cells]);
        if (IsSlow)
        {
            Console.Error.WriteLine(string.Join("  ", _rows[^1]));
        }
    }

    public void Print(string title) => Console.Write(Text(title));

    /// <summary>An empty line, the title, an empty line, and the table.</summary>
    public string Text(string title)
    {
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Length).Max()).ToArray();
        var text = new StringBuilder().Append($"\n{title}\n\n");
        string[] rule = [.. widths.Select((width, index) => index == 0 ? new string('-', width) : new string('-', width - 1) + ":")];
        return text.AppendJoin('\n', _rows.Prepend(rule).Prepend(columns).Select(row => Line(row, widths))).Append('\n').ToString();
    }

    private static string Line(string[] cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, index) => index == 0 ? cell.PadRight(widths[index]) : cell.PadLeft(widths[index])))} |";
}
