namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>The files of the repository.</summary>
public static class Repository
{
    /// <summary>The folder with the solution in it.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The C# files of a folder that people wrote.</summary>
    public static IEnumerable<string> SourcesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("SmartTransfer.sln stands in no folder above the tests."),
        _ when File.Exists(Path.Combine(folder.FullName, "SmartTransfer.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}
