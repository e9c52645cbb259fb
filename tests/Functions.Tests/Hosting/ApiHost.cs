using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Functions.Composition;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Service;
using SmartTransfer.Functions.Tests.OpenApi;
using SmartTransfer.LocalHost;
using SmartTransfer.LocalHost.Diagnostics;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Functions.Tests.Hosting;

/// <summary>
/// The app on a free port: all of it but Azure Storage, in whose place stands storage in memory, which a test can look into and
/// sabotage.
/// </summary>
public sealed class ApiHost : IAsyncDisposable
{
    private const string Storage = "--SmartTransfer:Storage:ConnectionString=UseDevelopmentStorage=true";

    // Sabotage is repeated many times: the delays are short and the circuit breaker stays out of it.
    private static readonly string[] Hasty =
    [
        "--SmartTransfer:Retry:BaseDelay=00:00:00.001",
        "--SmartTransfer:Retry:MaxDelay=00:00:00.002",
        "--SmartTransfer:Retry:BreakerMinimumTries=10000",
    ];

    private readonly HostFolder _folder;
    private readonly TimeProvider _clock;

    private ApiHost(
        HostFolder folder, WebApplication app, TimeProvider clock, InMemoryStorage stored, FaultyStorage faults, CapturedLog log,
        AnsweredCodes answered)
    {
        (_folder, _clock, App, Stored, Faults, Log, Answered) = (folder, clock, app, stored, faults, log, answered);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient(new ListedAnswers(answered)) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public CapturedLog Log { get; }

    /// <summary>Which failures its operations have answered.</summary>
    public AnsweredCodes Answered { get; }

    /// <summary>What is stored.</summary>
    public InMemoryStorage Stored { get; }

    /// <summary>Makes storage calls fail.</summary>
    public FaultyStorage Faults { get; }

    /// <summary>The clock, of a host that was started on one that stands still.</summary>
    public ManualTimeProvider Clock => (ManualTimeProvider)_clock;

    /// <summary>Settings under which a chunk has 65,536 bytes at most.</summary>
    public static string[] SmallChunks =>
    [
        "--SmartTransfer:Limits:MaxChunkBytes=65536",
        "--SmartTransfer:Limits:MaxFileBytes=1000000000",
        "--SmartTransfer:Network:SlowChunkBytes=65536",
        "--SmartTransfer:Network:MediumChunkBytes=65536",
        "--SmartTransfer:Network:FastChunkBytes=65536",
    ];

    /// <summary>
    /// Starts the app on a clock that stands still. Delays between tries never end there: for sabotage take
    /// <see cref="StartOnSystemTimeAsync"/>.
    /// </summary>
    public static Task<ApiHost> StartAsync(params string[] settings) => StartAsync(new ManualTimeProvider(), WithoutTimers(), settings);

    /// <summary>Starts the app on a clock that the test has already.</summary>
    public static Task<ApiHost> StartAsync(ManualTimeProvider clock, params string[] settings) =>
        StartAsync(clock, WithoutTimers(), settings);

    /// <summary>Starts the app on the system's clock.</summary>
    public static Task<ApiHost> StartOnSystemTimeAsync(params string[] settings) =>
        StartAsync(TimeProvider.System, WithoutTimers(), settings);

    /// <summary>Starts the app on the system's clock, with something that sees every request before it does.</summary>
    public static Task<ApiHost> StartOnSystemTimeAsync(string[] settings, IStartupFilter before) =>
        StartAsync(TimeProvider.System, WithoutTimers(), settings, before: before);

    /// <summary>Starts the app with its timers, which run once at the start.</summary>
    /// <param name="stored">What is stored already.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="settings">Further settings.</param>
    public static Task<ApiHost> StartWithTimersAsync(InMemoryStorage stored, TimeProvider clock, params string[] settings) =>
        StartAsync(
            clock,
            typeof(SmartTransferServices).Assembly.GetExportedTypes(),
            ["--SweepSchedule=0 0 * * * *", "--ConcatenateSchedule=0 0 * * * *", "--EventsSchedule=0 * * * * *", .. settings],
            stored);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        _folder.Dispose();
        Answered.AreListed();
    }

    private static IEnumerable<Type> WithoutTimers() =>
        typeof(SmartTransferServices).Assembly.GetExportedTypes().Where(
            type => type != typeof(SweepFunction) && type != typeof(ConcatenateFunction) && type != typeof(DeliverEventsFunction));

    private static async Task<ApiHost> StartAsync(
        TimeProvider clock, IEnumerable<Type> functions, string[] settings, InMemoryStorage? existing = null, IStartupFilter? before = null)
    {
        var stored = existing ?? new InMemoryStorage(clock);
        var (folder, log, faults) = (new HostFolder(), new CapturedLog(), new FaultyStorage(stored.Ports));
        var answered = new AnsweredCodes();
        var app = LocalHostBuilder.Build(
            [
                folder.Argument, "--urls=http://127.0.0.1:0", "--LocalHost:ShutdownSeconds=0", "--Logging:LogLevel:SmartTransfer=Trace",
                Storage, .. Hasty, .. settings,
            ],
            functions,
            (services, configuration) =>
            {
                if (before is not null)
                {
                    services.AddSingleton(before);
                }

                services.AddSingleton<IStartupFilter>(answered);
                services.AddSingleton(clock).AddLogging(
                    logging => logging.ClearProviders().AddProvider(log)).AddSmartTransfer(configuration);
                UseStorage(services, faults.Ports);
            });
        await app.StartAsync();
        return new ApiHost(folder, app, clock, stored, faults, log, answered);
    }

    // The decorators that try again stay: they belong to what is tested.
    private static void UseStorage(IServiceCollection services, StoragePorts ports)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(StorageLifecycle)));
        services.AddSingleton(new Jitter(() => 0.5)).AddSingleton(ports);
    }

    /// <summary>Lets the very request fail that was answered what the API's document does not list, or does not describe.</summary>
    private sealed class ListedAnswers(AnsweredCodes answered) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            answered.AreListed();
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json" && request.Method != HttpMethod.Head)
            {
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)).IsProblem();
            }

            return response;
        }
    }
}
