using System.Text.RegularExpressions;

namespace SmartTransfer.Client.Tests.Scripted;

/// <summary>The table of errors of docs/protocol.md, read from the page itself: a code that is added there is tried here.</summary>
internal static partial class Catalogue
{
    public static IReadOnlyList<(string Code, int Status, bool CanRetry)> Errors { get; } = Read();

    private static (string Code, int Status, bool CanRetry)[] Read()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmartTransfer.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No SmartTransfer.sln stands above the tests.");
        }

        return [.. File.ReadLines(Path.Combine(root.FullName, "docs", "protocol.md"))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .Select(match => (match.Groups[1].Value, int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), match.Groups[3].Value.Trim() != "no"))];
    }

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \| (\d{3})[^|]*\| ([^|]+) \|")]
    private static partial Regex Row();
}
