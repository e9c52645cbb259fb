using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>The Bicep compiler, where the package feed has it for this machine (eng/bicep/Bicep.targets).</summary>
internal static class BicepCompiler
{
    // Set where it must not be missing, as in the workflow.
    private const string RequiredSetting = "SMARTTRANSFER_TEST_BICEP";
    private const string Required = "required";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string? Path = Metadata("BicepCompiler");

    /// <summary>Why tests that need it are skipped; null where they run.</summary>
    public static string? SkipReason { get; } =
        Path is not null || Environment.GetEnvironmentVariable(RequiredSetting) == Required ? null : $"Needs the Bicep compiler: {Metadata("BicepMissing")}.";

    /// <summary>Compiles a file with the rules of its bicepconfig.json, and gives everything that the compiler and the linter have to say, as "file:line rule: message".</summary>
    public static IReadOnlyList<string> Compile(string file, string output)
    {
        var run = Run("build", file, "--outfile", output, "--diagnostics-format", "sarif");
        using var sarif = JsonDocument.Parse(run.Error);
        string[] said = [.. sarif.RootElement.GetProperty("runs").EnumerateArray().SelectMany(each => each.GetProperty("results").EnumerateArray()).Select(Sentence)];
        Assert.True(run.ExitCode == 0 || said.Length > 0, $"The compiler ended with {run.ExitCode} and said nothing.");
        return said;
    }

    /// <summary>Runs the compiler to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path ?? throw new InvalidOperationException($"{Metadata("BicepMissing")}, and {RequiredSetting} is {Required}."), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The Bicep compiler did not end within {Patience}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static string Sentence(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var file = place.GetProperty("artifactLocation").GetProperty("uri").GetString();
        var line = place.GetProperty("region").GetProperty("startLine").GetInt32();
        return $"{System.IO.Path.GetFileName(file)}:{line} {result.GetProperty("ruleId").GetString()}: {result.GetProperty("message").GetProperty("text").GetString()}";
    }

    private static string? Metadata(string key) =>
        typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(data => data.Key == key)?.Value;
}
