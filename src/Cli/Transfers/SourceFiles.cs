using System.IO.Enumeration;
using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli.Transfers;

/// <summary>Finds the files that a command line names: files, folders, patterns, and <c>-</c> for standard input.</summary>
internal sealed class SourceFiles(bool recursive, IReadOnlyCollection<string> include, IReadOnlyCollection<string> exclude)
{
    private static readonly char[] Wild = ['*', '?'];

    /// <summary>The files, in order, each once.</summary>
    /// <exception cref="UsageException">A name leads to nothing, or to a folder without --recursive.</exception>
    public IReadOnlyList<SourceFile> Find(IEnumerable<string> names) => [.. names.SelectMany(FindOne).DistinctBy(file => file.Path)];

    private IEnumerable<SourceFile> FindOne(string name)
    {
        if (name == "-")
        {
            return [new SourceFile(null, "stdin", null)];
        }

        if (File.Exists(name))
        {
            var file = new FileInfo(name);
            return Filtered([new SourceFile(file.FullName, file.Name, file.Length)]);
        }

        if (Directory.Exists(name))
        {
            return recursive
                ? Filtered(In(name, "*", everywhere: true))
                : throw new UsageException($"'{name}' is a folder; add --recursive to send what is in it.");
        }

        if (name.IndexOfAny(Wild) < 0)
        {
            throw new UsageException($"There is no file '{name}'.");
        }

        var found = Filtered(Matching(name)).ToList();
        return found.Count > 0 ? found : throw new UsageException($"No file matches '{name}'.");
    }

    /// <summary>A pattern: wild cards in its last part, and <c>**/</c> before that for all folders below.</summary>
    private static IEnumerable<SourceFile> Matching(string pattern)
    {
        var slashes = pattern.Replace('\\', OperatingSystem.IsWindows() ? '/' : '\\');
        var cut = slashes.LastIndexOf('/');
        var (folder, last) = (cut < 0 ? "." : cut == 0 ? "/" : slashes[..cut], slashes[(cut + 1)..]);
        var everywhere = folder == "**" || folder.EndsWith("/**", StringComparison.Ordinal);
        if (everywhere)
        {
            var above = folder.Remove(folder.Length - 2);
            folder = above switch { "" => ".", "/" => "/", _ => above.TrimEnd('/') };
        }

        return folder.IndexOfAny(Wild) < 0
            ? Directory.Exists(folder) ? In(folder, last, everywhere) : []
            : throw new UsageException(
                $"'{pattern}' has a wild card in a folder's name. Only the last part may have one, and '**/' may stand before it.");
    }

    private static IEnumerable<SourceFile> In(string folder, string pattern, bool everywhere)
    {
        var root = new DirectoryInfo(folder);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = everywhere,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
            MatchCasing = MatchCasing.CaseSensitive,
        };
        return root.EnumerateFiles(pattern, options)
            .Select(file => new SourceFile(file.FullName, Relative(root, file), file.Length))
            .OrderBy(file => file.RelativePath, StringComparer.Ordinal);
    }

    private IEnumerable<SourceFile> Filtered(IEnumerable<SourceFile> files) =>
        files.Where(file => (include.Count == 0 || Any(include, file)) && !Any(exclude, file));

    private static string Relative(DirectoryInfo root, FileInfo file) =>
        Path.GetRelativePath(root.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');

    private static bool Any(IReadOnlyCollection<string> patterns, SourceFile file)
    {
        var name = file.RelativePath.Split('/')[^1];
        return patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file.RelativePath, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));
    }
}
