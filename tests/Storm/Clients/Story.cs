using System.Diagnostics;
using System.Globalization;

namespace SmartTransfer.Storm.Clients;

/// <summary>What happened to one upload, as its clients saw it; shown when something is wrong with it.</summary>
/// <param name="title">What the upload is.</param>
/// <param name="startedAt">The timestamp at which the storm began.</param>
internal sealed class Story(string title, long startedAt)
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    /// <summary>Adds a line.</summary>
    public void Tell(string line)
    {
        var at = Stopwatch.GetElapsedTime(startedAt).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _lines.Add($"  {at} {line}");
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(Environment.NewLine, _lines.Prepend(title));
        }
    }
}
