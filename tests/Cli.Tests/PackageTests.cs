using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using SmartTransfer.Cli.Outcomes;

namespace SmartTransfer.Cli.Tests;

/// <summary>What <c>dotnet pack</c> makes can be installed and run.</summary>
[Collection(HostCollection.Name)]
public sealed class PackageTests(HostFixture fixture) : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <RestorePackagesPath>restored</RestorePackagesPath>
            <RestoreAdditionalProjectSources>packed</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="SmartTransfer.Client.Extensions" Version="*-*" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using Microsoft.Extensions.DependencyInjection;
        using SmartTransfer.Client;

        var services = new ServiceCollection();
        services.AddSmartTransferClient(options => (options.Service, options.Journals) = (new Uri(args[0]), null));
        using var client = services.BuildServiceProvider().GetRequiredService<TransferClient>();
        UploadResult sent = await client.UploadAsync(args[1]);
        await client.DownloadAsync(sent.UploadId, args[1] + ".copy");
        Console.WriteLine(sent.UploadId);
        """;

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

    /// <summary>What a stranger does: the SDK, the packages from a folder and everything else from where it always comes from.</summary>
    [Fact]
    public async Task A_project_that_has_nothing_but_the_packages_sends_a_file_with_the_library()
    {
        await PackAsync("Client");
        await PackAsync("Client.Extensions");
        await File.WriteAllTextAsync(In("user.csproj"), Project);
        await File.WriteAllTextAsync(In("Program.cs"), Program);
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(In("sent.bin"), bytes);

        await DotnetAsync("build", In("user.csproj"), "--nologo", "--output", In("built"));
        var (code, output) = await RunAsync(Dotnet, In("built/user.dll"), $"{fixture.Host.Address}api/", In("sent.bin"));

        Assert.True(code == 0, output);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(In("sent.bin.copy")));
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

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

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
        var (code, output) = await RunAsync(Dotnet, arguments);
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
