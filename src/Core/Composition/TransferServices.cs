using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Quotas;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Composition;

/// <summary>Puts the domain together: the ports of a storage, decorated, and every verb over them.</summary>
public static class TransferServices
{
    private const string Blobs = "blobs";
    private const string Tables = "tables";

    /// <summary>
    /// Registers the domain. The options, an <see cref="IUploadIds"/>, an <see cref="IBlockGroups"/>, an
    /// <see cref="Identity.InstanceName"/>, a
    /// <see cref="Jitter"/>, a <see cref="TimeProvider"/> and logging must be registered, too.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="storage">The ports as the storage gives them.</param>
    /// <param name="events">Who is told of events; null for nobody.</param>
    /// <param name="retries">
    /// Whether calls that fail are tried again; false for a storage in memory, which does not fail for a moment.
    /// </param>
    public static IServiceCollection AddTransfer(
        this IServiceCollection services,
        Func<IServiceProvider, StoragePorts> storage,
        Func<IServiceProvider, EventPorts>? events = null,
        bool retries = true)
    {
        services.TryAddSingleton<TransferMetrics>();
        services.AddSingleton(storage);
        services.AddKeyedSingleton(Blobs, (provider, _) => NewPipeline(provider)).AddKeyedSingleton(
            Tables, (provider, _) => NewPipeline(provider));
        services.AddSingleton(provider => retries ? Retrying(provider) : new RetriedPorts(Raw(provider)));
        AddPorts(services);
        AddEvents(services, events ?? (static _ => EventPorts.None));
        return AddVerbs(services);
    }

    private static void AddPorts(IServiceCollection services) => services
        // Counters are written without retries: they go out with the next write, and only serve advice.
        .AddSingleton(provider => Raw(provider).Counters)

        // So is what is remembered of clients, and read: an upload that starts does not wait for it to be tried again.
        .AddSingleton(provider => Raw(provider).Profiles)
        .AddSingleton(provider => Raw(provider).ProfileExpiries)
        .AddSingleton(provider => Raw(provider).Probe)
        .AddSingleton(provider => Raw(provider).Turns)
        .AddSingleton(provider => Tried(provider).Expiries)
        .AddSingleton<IBlockStore>(provider =>
            new TurnsToList(Tried(provider).Blocks, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => Tried(provider).Commits)
        .AddSingleton(provider => Tried(provider).Contents)
        .AddSingleton(provider => Tried(provider).Allowances)
        .AddSingleton(provider => Tried(provider).OpenUploads)
        .AddSingleton(provider => Tried(provider).Lists)
        .AddSingleton(provider => Tried(provider).Events)
        .AddSingleton(provider => Tried(provider).SetAside)
        .AddSingleton(provider => Tried(provider).Claims)
        .AddSingleton<ISessionStore>(provider => new OutboxSessionStore(
            new MeteredSessionStore(
                new ClosingSessionStore(
                    Tried(provider).Sessions,
                    provider.GetRequiredService<IOpenUploads>(),
                    provider.GetRequiredService<ILogger<ClosingSessionStore>>()),
                provider.GetRequiredService<TransferMetrics>()),
            provider.GetRequiredService<EventOutbox>(),
            provider.GetRequiredService<EventDelivery>()));

    private static void AddEvents(IServiceCollection services, Func<IServiceProvider, EventPorts> events) => services
        .AddSingleton(events)
        .AddSingleton(provider => provider.GetRequiredService<EventPorts>().Writer)
        .AddSingleton(provider => new EventSinks(
        [
            .. provider.GetRequiredService<EventPorts>().Sinks.Select(sink => new ResilientEventSink(
                sink, provider.GetRequiredService<EventsOptions>().SendTimeout, provider.GetRequiredService<TimeProvider>())),
        ]))
        .AddSingleton<EventConfirmations>()
        .AddSingleton<EventOutbox>()
        .AddSingleton<UntoldEvents>()
        .AddSingleton<TellSink>()
        .AddSingleton<DeliverEntry>()
        .AddSingleton<EventDelivery>()
        .AddSingleton<SettleEntry>()
        .AddSingleton<DeliverDueEvents>()
        .AddSingleton<RetryEvents>();

    private static IServiceCollection AddVerbs(IServiceCollection services) => services
        .AddSingleton<BytesInFlight>()
        .AddSingleton<ClientMemory>()
        .AddSingleton<NetworkRecorder>()
        .AddSingleton<TransferAdvisor>()
        .AddSingleton<CurrentAdvice>()
        .AddSingleton<Allowances>()
        .AddSingleton<OpenSessions>()
        .AddSingleton<SessionCache>()
        .AddSingleton<UploadListing>()
        .AddSingleton<UploadSessions>()
        .AddSingleton<ListUploads>()
        .AddSingleton<NewUploadRules>()
        .AddSingleton<ChunkIntake>()
        .AddSingleton<StageBlock>()
        .AddSingleton<ClaimName>()
        .AddSingleton<NameUpload>()
        .AddSingleton<FileStart>()
        .AddSingleton<DiscardFile>()
        .AddSingleton<LetGo>()
        .AddSingleton<RejectUpload>()
        .AddSingleton<RollForward>()
        .AddSingleton<StartUpload>()
        .AddSingleton<AskBeforeStart>()
        .AddSingleton<BeginUpload>()
        .AddSingleton<StageChunk>()
        .AddSingleton<GetStatus>()
        .AddSingleton<GetNetwork>()
        .AddSingleton<GetClientNetwork>()
        .AddSingleton<CompleteUpload>()
        .AddSingleton<RemoveFile>()
        .AddSingleton<CancelUpload>()
        .AddSingleton<ExtendUpload>()
        .AddSingleton<OpenContent>()
        .AddSingleton<PrefixCache>()
        .AddSingleton<BodiesUnderWay>()
        .AddSingleton<CompleteStream>()
        .AddSingleton<AssembleChunks>()
        .AddSingleton<ReadDigest>()
        .AddSingleton<FindPosition>()
        .AddSingleton<DeclareLength>()
        .AddSingleton<StreamReceiver>()
        .AddSingleton<AppendStream>()
        .AddSingleton<StartStream>()
        .AddSingleton<FindPartials>()
        .AddSingleton<HoldParts>()
        .AddSingleton<StartFinalUpload>()
        .AddSingleton<CopyBlock>()
        .AddSingleton<GatherParts>()
        .AddSingleton<CopyParts>()
        .AddSingleton<CompleteFinal>()
        .AddSingleton<NoteLength>()
        .AddSingleton<AssembleFinal>()
        .AddSingleton<ConcatenateUploads>()
        .AddSingleton<AdvanceFinal>()
        .AddSingleton<RemoveWithParts>()
        .AddSingleton<TerminateUpload>()
        .AddSingleton<ExpiryFiling>()
        .AddSingleton<SweepPartial>()
        .AddSingleton<SweepTombstone>()
        .AddSingleton<SweepSession>()
        .AddSingleton<SweepFinal>()
        .AddSingleton<ContinueConcatenations>()
        .AddSingleton<SweepProfiles>()
        .AddSingleton<SweepAllowances>()
        .AddSingleton<SweepJournal>()
        .AddSingleton<SweepExpiredUploads>();

    private static StoragePorts Raw(IServiceProvider provider) => provider.GetRequiredService<StoragePorts>();

    private static StoragePorts Tried(IServiceProvider provider) => provider.GetRequiredService<RetriedPorts>().Ports;

    private static RetriedPorts Retrying(IServiceProvider provider)
    {
        var raw = Raw(provider);
        var blobs = provider.GetRequiredKeyedService<StoragePipeline>(Blobs);
        var tables = provider.GetRequiredKeyedService<StoragePipeline>(Tables);
        return new RetriedPorts(raw with
        {
            Sessions = new ResilientSessionStore(raw.Sessions, tables),
            Expiries = new ResilientExpiryIndex(raw.Expiries, tables),
            Allowances = new ResilientAllowanceStore(raw.Allowances, tables),
            OpenUploads = new ResilientOpenUploads(raw.OpenUploads, tables),
            Lists = new ResilientUploadList(raw.Lists, tables),
            Claims = new ResilientClaims(raw.Claims, tables),
            Blocks = new ResilientBlockStore(raw.Blocks, blobs),
            Commits = new ResilientCommitStore(raw.Commits, blobs),
            Contents = new ResilientContentStore(raw.Contents, blobs),
            Events = new ResilientEventIndex(raw.Events, tables),
            SetAside = new ResilientSetAsideEvents(raw.SetAside, tables),
        });
    }

    private static StoragePipeline NewPipeline(IServiceProvider provider) => new(
        provider.GetRequiredService<RetryOptions>(),
        provider.GetRequiredService<NetworkRecorder>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<Jitter>().Next,
        provider.GetRequiredService<ILogger<StoragePipeline>>());

    private sealed record RetriedPorts(StoragePorts Ports);
}
