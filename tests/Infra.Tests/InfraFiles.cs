using System.Text.Json;
using SmartTransfer.Infra.Tests.Compiled;

namespace SmartTransfer.Infra.Tests;

/// <summary>The files under test, compiled once.</summary>
internal static class InfraFiles
{
    private static readonly Lazy<IReadOnlyDictionary<string, Template>> Templates = new(Compile);

    public static string Root { get; } = FindRoot();

    public static string Folder { get; } = Path.Combine(Root, "infra");

    /// <summary>The Bicep files, from infra/ on.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.bicep", SearchOption.AllDirectories).Select(Relative)];

    /// <summary>What the compiler makes of each file, by the file's name.</summary>
    public static IReadOnlyDictionary<string, Template> All => Templates.Value;

    public static Template Main => All["main.bicep"];

    public static Template App => All["modules/function-app.bicep"];

    public static string Relative(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    private static Dictionary<string, Template> Compile()
    {
        using var infra = new InfraCopy();
        return infra.CompileEach().ToDictionary(made => made.File, made => new Template(made.File, JsonElement.Parse(made.Json)));
    }

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
