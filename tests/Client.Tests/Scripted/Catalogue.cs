using System.Globalization;
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
            .Select(match => (Text(match, 1), int.Parse(Text(match, 2), CultureInfo.InvariantCulture), Text(match, 3) != "no"))];
    }

    private static string Text(Match match, int group) => match.Groups[group].Value.Trim();

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \| (\d{3})[^|]*\| ([^|]+) \|")]
    private static partial Regex Row();
}
