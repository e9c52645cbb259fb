using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Concatenation;
using SmartTransfer.Core.Identity;
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
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>One instance of the service: every use case on one storage. Several may share it, as they do in a deployment.</summary>
internal sealed class ServiceInstance
{
    // One for all whom nobody measures: a meter is never forgotten by the runtime before it is disposed of.
    private static readonly TransferMetrics Unheard = new(new TestMeters(), new BytesInFlight(new AdmissionOptions()));

    public ServiceInstance(StoragePorts storage, TimeProvider clock, ServiceOptions? options = null, IUploadIds? ids = null, string name = "one", bool retries = false, IBlockGroups? groups = null)
    {
        Options = options ?? new ServiceOptions();
        Budget = new BytesInFlight(Options.Admission);
        Metrics = Options.Meters is { } meters ? new TransferMetrics(meters, Budget) : Unheard;
        Clients = new ClientMemory(storage.Profiles, storage.ProfileExpiries, Options.Network, clock, NullLogger<ClientMemory>.Instance);
        Network = new NetworkRecorder(storage.Counters, Clients, new InstanceName(name), Options.Network, Metrics, clock);
        storage = retries ? Retrying(storage, clock) : storage;
        storage = storage with { Sessions = new MeteredSessionStore(new ClosingSessionStore(storage.Sessions, storage.OpenUploads, NullLogger<ClosingSessionStore>.Instance), Metrics) };
        Sessions = storage.Sessions;
        Open = new OpenSessions(storage.OpenUploads, storage.Sessions, Options.ClientLimits, clock, NullLogger<OpenSessions>.Instance);
        Allowances = new Allowances(storage.Allowances, Options.ClientLimits, clock);
        Cache = new SessionCache(storage.Sessions, Options.Sessions, clock);
        var advisor = new TransferAdvisor(Options.Network, Options.Limits);
        RollForward = new RollForward(storage.Sessions, storage.Blocks, storage.Commits, storage.Contents, clock, NullLogger<RollForward>.Instance);
        Start = new StartUpload(storage.Sessions, storage.Expiries, ids ?? new SequentialUploadIds(), Clients, advisor, Open, Options.Limits, Options.Sessions, clock);
        Stage = new StageChunk(Cache, storage.Blocks, Network, advisor, Budget, Options.Limits, Options.Retry, clock, NullLogger<StageChunk>.Instance);
        Status = new GetStatus(storage.Sessions, storage.Blocks, Network, advisor, clock);
        Complete = new CompleteUpload(storage.Sessions, storage.Blocks, RollForward, Cache, Network, Options.Limits, clock);
        Prefixes = new PrefixCache(Options.Sessions);
        Position = new FindPosition(storage.Sessions, storage.Blocks, Complete, Prefixes, Network, advisor, clock);
        Declare = new DeclareLength(storage.Sessions, Cache, Network, Options.Limits, clock);
        Append = new AppendStream(
            Cache, storage.Blocks, Position, Declare, Prefixes, groups ?? new SequentialBlockGroups(), Network, Budget, Options.Limits, Options.Streams, Options.Retry, clock, NullLogger<AppendStream>.Instance);
        Cancel = new CancelUpload(storage.Sessions, storage.Expiries, storage.Commits, RollForward, Cache, Network, clock);
        Content = new OpenContent(storage.Sessions, storage.Contents);
        var partials = new FindPartials(storage.Sessions);
        StartFinal = new StartFinalUpload(partials, Start);
        Concatenate = new ConcatenateUploads(
            storage.Sessions, storage.Blocks, storage.Commits, storage.Expiries, partials, new CopyBlock(storage.Blocks, storage.Contents, Budget), Complete,
            new MarkConcatenated(storage.Sessions, clock), Cache, new InstanceName(name), Options.Limits, Options.Admission, Options.Concatenation, clock, NullLogger<ConcatenateUploads>.Instance);
        var sweepSession = new SweepSession(storage.Sessions, storage.Expiries, storage.OpenUploads, storage.Commits, RollForward, Concatenate, Cache, Options.Sweep, Options.Concatenation, clock, NullLogger<SweepSession>.Instance);
        Continue = new ContinueConcatenations(storage.Expiries, sweepSession, Options.Sweep, clock, NullLogger<ContinueConcatenations>.Instance);
        var sweepProfiles = new SweepProfiles(storage.Profiles, storage.ProfileExpiries, Options.Network, Options.Sweep, clock, NullLogger<SweepProfiles>.Instance);
        Sweep = new SweepExpiredUploads(storage.Expiries, sweepSession, sweepProfiles, new SweepAllowances(storage.Allowances, Options.Sweep, clock, NullLogger<SweepAllowances>.Instance), Options.Sweep, Metrics, clock, NullLogger<SweepExpiredUploads>.Instance);
    }

    public ServiceOptions Options { get; }

    public TransferMetrics Metrics { get; }

    public OpenSessions Open { get; }

    public ISessionStore Sessions { get; }

    public Allowances Allowances { get; }

    public ClientMemory Clients { get; }

    public NetworkRecorder Network { get; }

    public SessionCache Cache { get; }

    public BytesInFlight Budget { get; }

    public StartUpload Start { get; }

    public StageChunk Stage { get; }

    public GetStatus Status { get; }

    public CompleteUpload Complete { get; }

    public PrefixCache Prefixes { get; }

    public FindPosition Position { get; }

    public DeclareLength Declare { get; }

    public AppendStream Append { get; }

    public CancelUpload Cancel { get; }

    public OpenContent Content { get; }

    public StartFinalUpload StartFinal { get; }

    public ConcatenateUploads Concatenate { get; }

    public ContinueConcatenations Continue { get; }

    public RollForward RollForward { get; }

    public SweepExpiredUploads Sweep { get; }

    private StoragePorts Retrying(StoragePorts storage, TimeProvider clock)
    {
        var pipeline = new StoragePipeline(Options.Retry, Network, clock, static () => 0.5, NullLogger<StoragePipeline>.Instance);
        return storage with
        {
            Sessions = new ResilientSessionStore(storage.Sessions, pipeline),
            Expiries = new ResilientExpiryIndex(storage.Expiries, pipeline),
            Blocks = new ResilientBlockStore(storage.Blocks, pipeline),
            Commits = new ResilientCommitStore(storage.Commits, pipeline),
            Contents = new ResilientContentStore(storage.Contents, pipeline),
            Allowances = new ResilientAllowanceStore(storage.Allowances, pipeline),
            OpenUploads = new ResilientOpenUploads(storage.OpenUploads, pipeline),
        };
    }
}
