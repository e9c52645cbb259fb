using SmartTransfer.Infra.Tests.Bicep;

namespace SmartTransfer.Infra.Tests;

/// <summary>The files under test, read once.</summary>
internal static class InfraFiles
{
    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "infra");

    public static IReadOnlyDictionary<string, BicepFile> All { get; } = Directory
        .EnumerateFiles(Folder, "*.bicep", SearchOption.AllDirectories)
        .ToDictionary(Path.GetFullPath, path => BicepParser.Parse(path, File.ReadAllText(path)));

    public static BicepFile Main => Get("main.bicep");

    public static BicepFile Get(string path) => All[Path.GetFullPath(Path.Combine(Folder, path))];

    public static string Relative(string path) => Path.GetRelativePath(Folder, path);

    /// <summary>The file that a module of another file names; null where there is none.</summary>
    public static BicepFile? Of(BicepFile file, BicepModule module) =>
        All.GetValueOrDefault(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.Path)!, module.Path)));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SmartTransfer.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
