using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Http;
using SmartTransfer.Testing.Inspection;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>
/// Under a host that runs no timer at the start, as the Functions host, the app sweeps by itself: once for all instances that
/// start together.
/// </summary>
public sealed class SweepAtStartTests(EndToEndFixture fixture, ITestOutputHelper output) : SweepTest(fixture, output)
{
    private static readonly TimeSpan UntilAllHaveTried = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Instances_that_start_together_sweep_once_and_a_later_one_again()
    {
        var host = await StartSweepingHostAsync();
        var id = await UploadAsync(host.Client, chunks: 2);
        Clock.Advance(Lifetime);
        var sweeps = new ConcurrentQueue<string>();

        await StartInstancesAsync(5, sweeps);
        Assert.Contains(" 1 expired,", Assert.Single(sweeps), StringComparison.Ordinal);
        Assert.Equal("expired", (await host.Client.StatusAsync(id)).State);
        Assert.DoesNotContain(StoredUploads.NameOf(id), await Stored.BlobsAsync());

        await StartInstancesAsync(1, sweeps);
        Assert.Single(sweeps);

        Clock.Advance(TimeSpan.FromMinutes(10));
        await StartInstancesAsync(1, sweeps);
        Assert.Equal(2, sweeps.Count);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_does_not_end_the_app()
    {
        var warnings = new ConcurrentQueue<string>();

        await StartInstancesAsync(
            1,
            warnings,
            (
                "SmartTransfer:Storage:ConnectionString",
                "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:1/a;"
                + "TableEndpoint=http://127.0.0.1:1/a;"));

        Assert.StartsWith("The sweep at the start failed", Assert.Single(warnings), StringComparison.Ordinal);
    }

    // Starts what the app runs beside its functions at a start, and lets each come to its end.
    private async Task StartInstancesAsync(int count, ConcurrentQueue<string> lines, params (string Name, string Value)[] more)
    {
        var settings = Names.Settings(ConnectionString, Functions).All().ToDictionary(
            setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value);
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        var waiting = Clock.PendingTimers;
        var instances = Enumerable.Range(0, count).Select(_ => new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddLogging(logging => logging.AddProvider(new Lines(lines)))
            .AddSmartTransfer(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), HostAbilities.OfFunctionsHost)
            .BuildServiceProvider()).ToArray();
        BackgroundService[] sweeps = [.. instances.Select(instance =>
            instance.GetServices<IHostedService>().OfType<BackgroundService>().Single(
                service => service.GetType().Name == "SweepAtStart"))];
        foreach (var sweep in sweeps)
        {
            await sweep.StartAsync(CancellationToken.None);
        }

        await Clock.WhenTimersArePendingAsync(waiting + count);
        Clock.Advance(UntilAllHaveTried);
        await Task.WhenAll(sweeps.Select(sweep => sweep.ExecuteTask!)).WaitAsync(TimeSpan.FromMinutes(1));
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }

    /// <summary>Keeps what is logged of sweeps, of uploads alone.</summary>
    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name is "Swept" or "NotAtStart")
            {
                lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
