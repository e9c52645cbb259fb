using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace SmartTransfer.Bench.Micro;

/// <summary>Runs the benchmarks of this folder: every public class here with [Benchmark] methods takes part.</summary>
internal static class MicroBenchmarks
{
    internal static int Run(string[] filters)
    {
        var arguments = new[] { "--filter" }.Concat(filters.Length == 0 ? ["*"] : filters).ToArray();
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(arguments, Config()).ToArray();
        return summaries.Length > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors) ? 0 : 1;
    }

    /// <summary>In this process: a separate one would be built for a runtime that the library cannot name.</summary>
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .AddColumnProvider(
            DefaultColumnProviders.Descriptor,
            DefaultColumnProviders.Params,
            DefaultColumnProviders.Statistics,
            DefaultColumnProviders.Metrics)
        .AddColumn(new ThroughputColumn())
        .AddLogger(ConsoleLogger.Default)
        .WithOption(ConfigOptions.JoinSummary, true)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "smart-transfer-bench"));
}
