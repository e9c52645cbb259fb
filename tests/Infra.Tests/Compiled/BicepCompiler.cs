using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using StreamJsonRpc;

namespace SmartTransfer.Infra.Tests.Compiled;

/// <summary>The Bicep compiler, which is restored with the packages.</summary>
internal static class BicepCompiler
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    // Starting the compiler costs more than what it is asked for, so all questions about deployments go to one.
    private static readonly Lazy<JsonRpc> Server = new(StartServer);

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

    /// <summary>What a deployment would create, as <c>bicep snapshot</c> writes it.</summary>
    /// <param name="parameters">The file of parameters.</param>
    /// <param name="subscription">The subscription that it would go to.</param>
    public static async Task<JsonElement> PredictAsync(string parameters, string subscription)
    {
        using var patience = new CancellationTokenSource(Timeout);
        var question = new { path = parameters, metadata = new { subscriptionId = subscription } };
        var answer = await Server.Value.InvokeWithParameterObjectAsync<JsonElement>("bicep/getSnapshot", question, patience.Token);
        return JsonElement.Parse(answer.Text("snapshot")!);
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

    private static JsonRpc StartServer()
    {
        var process = Process.Start(new ProcessStartInfo(Path, ["jsonrpc", "--stdio"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill();
        var messages = new HeaderDelimitedMessageHandler(
            process.StandardInput.BaseStream, process.StandardOutput.BaseStream, new SystemTextJsonFormatter());
        var server = new JsonRpc(messages);
        server.StartListening();
        return server;
    }

    private static string Sentence(JsonElement result)
    {
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var file = place.GetProperty("artifactLocation").GetProperty("uri").GetString();
        var line = place.GetProperty("region").GetProperty("startLine").GetInt32();
        return $"{System.IO.Path.GetFileName(file)}:{line} {result.Text("ruleId")}: {result.Text("message.text")}";
    }
}
