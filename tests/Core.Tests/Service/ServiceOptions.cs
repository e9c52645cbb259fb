using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>All options of one instance of the service.</summary>
internal sealed record ServiceOptions
{
    public LimitOptions Limits { get; init; } = new();

    public SessionOptions Sessions { get; init; } = new();

    public SweepOptions Sweep { get; init; } = new();

    public AdmissionOptions Admission { get; init; } = new();

    public RetryOptions Retry { get; init; } = new();

    public NetworkOptions Network { get; init; } = new();

    public StreamOptions Streams { get; init; } = new();

    public ClientLimitsOptions ClientLimits { get; init; } = new();

    public ConcatenationOptions Concatenation { get; init; } = new();

    public ListsOptions Lists { get; init; } = new();

    public EventsOptions Events { get; init; } = new();

    /// <summary>Who is told of events.</summary>
    public IReadOnlyList<IEventSink> Sinks { get; init; } = [];

    public FilesOptions Files { get; init; } = new();

    public IStartHook Hook { get; init; } = new StubHook { IsOn = false };

    /// <summary>What listens to the instance's meters; null for nobody.</summary>
    public TestMeters? Meters { get; init; }

    public void AddTo(IServiceCollection services) => services
        .AddSingleton(Limits)
        .AddSingleton(Sessions)
        .AddSingleton(Sweep)
        .AddSingleton(Admission)
        .AddSingleton(Retry)
        .AddSingleton(Network)
        .AddSingleton(Streams)
        .AddSingleton(ClientLimits)
        .AddSingleton(Concatenation)
        .AddSingleton(Lists)
        .AddSingleton(Events)
        .AddSingleton(Files)
        .AddSingleton(Hook);
}
