using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartTransfer.Azure.Clients;
using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests;

public sealed class LocalHostProgramTests
{
    private static readonly string[] Runnable =
        ["--urls=http://127.0.0.1:0", "--Sweep__Schedule=0 0 0 1 1 *", "--LocalHost:RunTimersAtStart=false"];

    [Fact]
    public async Task It_lists_the_functions_of_the_assembly_and_ends_with_0_when_it_is_stopped()
    {
        var (code, output, error) = await RunAsync(Runnable, services => services.AddHostedService<StopOnceStarted>());
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Matches(@"\tEchoNothing: \[GET,OPTIONS\] http://127\.0\.0\.1:\d+/api/echo\n", output);
        Assert.Matches(@"\tEchoAnyVerb: http://127\.0\.0\.1:\d+/api/EchoAnyVerb\n", output);
        Assert.Contains("\tConfigured: timerTrigger 0 0 0 1 1 *", output, StringComparison.Ordinal);
        Assert.Contains("Listening on http://127.0.0.1:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_setting_is_printed_as_a_sentence_and_ends_it_with_1()
    {
        var (code, output, error) = await RunAsync([.. Runnable, "--LocalHost:Bodies=no"]);
        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.StartsWith("The setting LocalHost:Bodies is 'no'; allowed is functions", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Options_that_do_not_validate_are_printed_as_sentences_and_end_it_with_1()
    {
        var (code, _, error) = await RunAsync(Runnable, services =>
        {
            _ = services.AddOptions<FileOptions>().Validate(_ => false, "The first is wrong.").ValidateOnStart();
            _ = services.AddOptions<TableOptions>().Validate(_ => false, "The second is wrong.").ValidateOnStart();
        });
        Assert.Equal(1, code);
        Assert.Equal(["The first is wrong.", "The second is wrong."], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task An_address_in_use_is_printed_as_a_sentence_and_ends_it_with_1()
    {
        await using var other = await RunningHost.StartAsync<Functions.EchoFunctions>();
        var (code, _, error) = await RunAsync([.. Runnable, $"--urls={other.Address}"]);
        Assert.Equal(1, code);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        using var files = new HostFiles();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await LocalHostProgram.RunAsync(
            files.Args(args),
            Assembly.GetExecutingAssembly(),
            (services, configuration) =>
            {
                _ = services.AddSingleton<Observations>().AddSingleton<Functions.Gate>().AddLogging(logging => logging.ClearProviders());
                configure?.Invoke(services);
            },
            output,
            error);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class FileOptions;

    private sealed class TableOptions;

    private sealed class StopOnceStarted(IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            _ = lifetime.ApplicationStarted.Register(lifetime.StopApplication);
            return Task.CompletedTask;
        }
    }
}
