using System.Diagnostics;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Deployment;

/// <summary>What the build of src/Functions leaves for the Functions host.</summary>
internal static class WorkerOutput
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The output folder of the configuration that the tests were built in.</summary>
    public static string Folder { get; } = Path.Combine(
        Repository.Root, "src", "Functions", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public static JsonElement ReadJson(string path) => JsonDocument.Parse(Read(path)).RootElement;

    /// <summary>Starts the worker as it is, with these settings and no others of ours, and waits for its end.</summary>
    public static async Task<(int ExitCode, string Error)> RunAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(Folder, "SmartTransfer.Functions.dll")])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("SmartTransfer__", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = await process.StandardError.ReadToEndAsync(patience.Token);
            await output;
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
