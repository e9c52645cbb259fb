using System.Text.RegularExpressions;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Architecture;

/// <summary>A C# file of src, and what it names outside comments and texts.</summary>
internal sealed partial class SourceFile
{
    private readonly HashSet<string> _words;
    private readonly HashSet<string> _usings;
    private readonly string _code;

    private SourceFile(string project, string path)
    {
        var text = File.ReadAllText(path);
        Path = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
        PathInProject = System.IO.Path.GetRelativePath(System.IO.Path.Combine(Repository.Root, "src", project), path).Replace('\\', '/');
        Room = (System.IO.Path.GetDirectoryName(PathInProject) ?? string.Empty).Replace('\\', '/');
        Type = System.IO.Path.GetFileNameWithoutExtension(path);
        Namespace = NamespaceLine().Match(text).Groups["name"].Value;
        _code = CommentOrText().Replace(text, " ");
        _words = [.. Word().Matches(_code).Select(match => match.Value)];
        _usings = [.. Using().Matches(text).Select(match => match.Groups["name"].Value)];
    }

    /// <summary>From the repository's root, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>From the project's folder, with forward slashes.</summary>
    public string PathInProject { get; }

    /// <summary>The folder within the project.</summary>
    public string Room { get; }

    /// <summary>The type that the file holds; it is named after it.</summary>
    public string Type { get; }

    /// <summary>The namespace; empty in a file of top-level statements.</summary>
    public string Namespace { get; }

    public static IReadOnlyList<SourceFile> Of(string project) =>
        [.. Repository.SourcesOf($"src/{project}").Select(path => new SourceFile(project, path))];

    /// <summary>Whether this file imports another's namespace, or names its type and can see it without an import.</summary>
    public bool Uses(SourceFile other)
    {
        if (_usings.Contains(other.Namespace))
        {
            return true;
        }

        var sees = Namespace == other.Namespace || Namespace.StartsWith(other.Namespace + ".", StringComparison.Ordinal);
        var qualifies = _code.Contains($"{other.Namespace.Split('.')[^1]}.{other.Type}", StringComparison.Ordinal);
        return other.Namespace.Length > 0 && ((sees && _words.Contains(other.Type)) || qualifies);
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (static )?(?<name>SmartTransfer[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*(?:")""", RegexOptions.Singleline)]
    private static partial Regex CommentOrText();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
