namespace SmartTransfer.Testing.Hosts;

/// <summary>What a process has written, line by line.</summary>
public sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>
    /// The lines that tell of a fault, from the given line on: what the host logs as an error or worse, and unhandled
    /// exceptions.
    /// </summary>
    public IEnumerable<string> FaultsAfter(int lines) => Lines.Skip(lines).Where(line =>
        line.StartsWith("fail:", StringComparison.Ordinal)
        || line.StartsWith("crit:", StringComparison.Ordinal)
        || line.StartsWith("Unhandled exception", StringComparison.Ordinal));

    /// <summary>Whether a line holds this text.</summary>
    public bool Says(string text) => Lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, Lines);

    internal void Add(string? line)
    {
        if (line is not null)
        {
            lock (_lock)
            {
                _lines.Add(line);
            }
        }
    }
}
