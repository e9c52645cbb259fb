using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Composition;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Events;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>
/// One instance of the service, put together as the app does it, on one storage. Several may share it, as they do in a
/// deployment.
/// </summary>
internal sealed class ServiceInstance
{
    // One for all whom nobody measures: a meter is never forgotten by the runtime before it is disposed of.
    private static readonly TransferMetrics Unheard = new(new TestMeters(), new BytesInFlight(new AdmissionOptions()));

    private readonly ServiceProvider _services;

    public ServiceInstance(
        StoragePorts storage,
        TimeProvider clock,
        ServiceOptions? options = null,
        IUploadIds? ids = null,
        string name = "one",
        bool retries = false,
        IBlockGroups? groups = null)
    {
        Options = options ?? new ServiceOptions();
        var services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(clock)
            .AddSingleton(new InstanceName(name))
            .AddSingleton(new Jitter(static () => 0.5))
            .AddSingleton(ids ?? new SequentialUploadIds())
            .AddSingleton(groups ?? new SequentialBlockGroups());
        Options.AddTo(services);
        if (Options.Meters is { } meters)
        {
            services.AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(meters);
        }
        else
        {
            services.AddSingleton(Unheard);
        }

        var events = new EventPorts(Options.Sinks, new PlainEventWriter());
        _services = services.AddTransfer(_ => storage, _ => events, retries).BuildServiceProvider();

        // Its instruments are there from the start, as in the app.
        _ = Metrics;
    }

    public ServiceOptions Options { get; }

    public TransferMetrics Metrics => Get<TransferMetrics>();

    public OpenSessions Open => Get<OpenSessions>();

    public ISessionStore Sessions => Get<ISessionStore>();

    public Allowances Allowances => Get<Allowances>();

    public ClientMemory Clients => Get<ClientMemory>();

    public NetworkRecorder Network => Get<NetworkRecorder>();

    public SessionCache Cache => Get<SessionCache>();

    public BytesInFlight Budget => Get<BytesInFlight>();

    public StartUpload Start => Get<StartUpload>();

    public StartStream StartStream => Get<StartStream>();

    public BeginUpload Begin => Get<BeginUpload>();

    /// <summary>Starts an upload under a key, as the native API does; null is none.</summary>
    public Task<Outcome<UploadStatus>> StartOnceAsync(NewUpload wanted, StartKey? key) => Begin.RunAsync(
        wanted,
        key,
        asked => Start.RunAsync(asked, World.None),
        upload => Status.RunAsync(upload, World.None),
        World.None);

    public StageChunk Stage => Get<StageChunk>();

    public GetStatus Status => Get<GetStatus>();

    public ListUploads List => Get<ListUploads>();

    public UploadListing Listing => Get<UploadListing>();

    public GetNetwork Links => Get<GetNetwork>();

    public CompleteUpload Complete => Get<CompleteUpload>();

    public PrefixCache Prefixes => Get<PrefixCache>();

    public FindPosition Position => Get<FindPosition>();

    public DeclareLength Declare => Get<DeclareLength>();

    public AppendStream Append => Get<AppendStream>();

    public CancelUpload Cancel => Get<CancelUpload>();

    public RemoveFile RemoveFile => Get<RemoveFile>();

    public RemoveWithParts Remove => Get<RemoveWithParts>();

    public ExtendUpload Extend => Get<ExtendUpload>();

    public OpenContent Content => Get<OpenContent>();

    public StartFinalUpload StartFinal => Get<StartFinalUpload>();

    public AdvanceFinal Advance => Get<AdvanceFinal>();

    public TerminateUpload Terminate => Get<TerminateUpload>();

    public ConcatenateUploads Concatenate => Get<ConcatenateUploads>();

    public ContinueConcatenations Continue => Get<ContinueConcatenations>();

    public RollForward RollForward => Get<RollForward>();

    public EventDelivery Events => Get<EventDelivery>();

    public DeliverDueEvents DeliverDue => Get<DeliverDueEvents>();

    public RetryEvents RetryEvents => Get<RetryEvents>();

    public SweepExpiredUploads Sweep => Get<SweepExpiredUploads>();

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
