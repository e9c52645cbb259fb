using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>The Bicep compiler, which is restored with the packages.</summary>
internal static class BicepCompiler
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private static readonly string Path = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(BicepCompiler)).Value!;

    /// <summary>
    /// Compiles a file with the rules of its bicepconfig.json, and gives everything that the compiler and the linter have to say, as
    /// "file:line rule: message".
    /// </summary>
    public static IReadOnlyList<string> Compile(string file, string output)
    {
        var run = Run("build", file, "--outfile", output, "--diagnostics-format", "sarif");
        using var sarif = JsonDocument.Parse(run.Error);
        string[] said =
        [
            .. sarif.RootElement.GetProperty("runs").EnumerateArray()
                .SelectMany(each => each.GetProperty("results").EnumerateArray())
                .Select(Sentence),
        ];
        Assert.True(run.ExitCode == 0 || said.Length > 0, $"The compiler ended with {run.ExitCode} and said nothing.");
        return said;
    }

    /// <summary>Runs the compiler to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The Bicep compiler did not end within {Timeout}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string Sentence(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var file = place.GetProperty("artifactLocation").GetProperty("uri").GetString();
        var line = place.GetProperty("region").GetProperty("startLine").GetInt32();
        return $"{System.IO.Path.GetFileName(file)}:{line} {result.Text("ruleId")}: {result.Text("message.text")}";
    }
}
