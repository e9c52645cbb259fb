namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>A copy of infra/ in a folder of its own, which a test may spoil.</summary>
internal sealed class InfraCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("infra-").FullName;

    public InfraCopy()
    {
        foreach (var path in Directory.EnumerateFiles(InfraFiles.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Of(InfraFiles.Relative(path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>Where a file of the copy is.</summary>
    public string Of(string path) => Path.Combine(_folder, path);

    /// <summary>Replaces a piece of text that is there exactly once.</summary>
    public void Replace(string path, string old, string with)
    {
        var text = File.ReadAllText(Of(path));
        Assert.Equal(2, text.Split(old).Length);
        File.WriteAllText(Of(path), text.Replace(old, with, StringComparison.Ordinal));
    }

    /// <summary>Compiles the main file.</summary>
    public IReadOnlyList<string> Compile() => BicepCompiler.Compile(Of("main.bicep"), Of("main.json"));

    /// <summary>Makes a template of each file, whatever the linter says of it.</summary>
    public IEnumerable<(string File, string Json)> CompileEach()
    {
        var run = BicepCompiler.Run("build", "--pattern", Path.Combine(_folder, "**", "*.bicep"));
        Assert.True(run.ExitCode == 0, run.Error);
        return InfraFiles.Names.Select(name => (name, File.ReadAllText(Of(Path.ChangeExtension(name, "json")))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
