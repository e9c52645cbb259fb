namespace SmartTransfer.Bench.Rig;

/// <summary>A table in Markdown: the first column to the left, the others to the right.</summary>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row. It is shown on the error output at once, since the table may take long to fill.</summary>
    public void Add(params IEnumerable<string> cells)
    {
        _rows.Add([.. cells]);
        Console.Error.WriteLine(string.Join("  ", _rows[^1]));
    }

    public void Print(string title)
    {
        var widths = columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Length).Max()).ToArray();
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine();
        Console.WriteLine(Line(columns, widths));
        Console.WriteLine(Line([.. widths.Select((width, index) => index == 0 ? new string('-', width) : new string('-', width - 1) + ":")], widths));
        _rows.ForEach(row => Console.WriteLine(Line(row, widths)));
    }

    private static string Line(string[] cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, index) => index == 0 ? cell.PadRight(widths[index]) : cell.PadLeft(widths[index])))} |";
}
