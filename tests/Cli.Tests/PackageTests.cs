using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace SmartTransfer.Cli.Tests;

/// <summary>What <c>dotnet pack</c> makes can be installed and run.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("packages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_tool_is_installed_from_a_folder_and_runs()
    {
        await PackAsync("Cli");
        await File.WriteAllTextAsync(In("nuget.config"), """
            <configuration>
              <packageSources><clear /><add key="here" value="packed" /></packageSources>
            </configuration>
            """);

        await DotnetAsync("tool", "install", "SmartTransfer.Cli", "--tool-path", In("tools"), "--configfile", In("nuget.config"));
        var (code, output) = await RunAsync(In("tools/stx"), "--help");

        Assert.True(code == 0, output);
        Assert.Contains("Gets large files across bad networks", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Client", "System.IO.Hashing")]
    [InlineData("Client.Extensions", "Microsoft.Extensions.Http", "SmartTransfer.Client")]
    public async Task The_libraries_depend_on_what_they_say_and_nothing_else(string project, params string[] dependencies)
    {
        await PackAsync(project);

        await using var package = await ZipFile.OpenReadAsync(Directory.GetFiles(In("packed"), "*.nupkg").Single());
        await using var nuspec = await package.Entries.Single(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal))
            .OpenAsync();
        var document = await XDocument.LoadAsync(nuspec, LoadOptions.None, default);
        var named = document.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value);
        Assert.Equal(dependencies, named.Order());
        Assert.Contains(package.Entries, entry => entry.FullName == $"lib/net10.0/SmartTransfer.{project}.xml");
        Assert.Contains(package.Entries, entry => entry.FullName == "README.md");
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Packs what was built with the tests.</summary>
    private Task PackAsync(string project)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmartTransfer.sln")))
        {
            root = root.Parent!;
        }

        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        return DotnetAsync(
            "pack",
            Path.Combine(root.FullName, "src", project),
            "--no-build",
            "--configuration",
            configuration,
            "--output",
            In("packed"),
            "--nologo");
    }

    private static async Task DotnetAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);
        Assert.True(code == 0, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // The test host's own settings of MSBuild are not for another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
