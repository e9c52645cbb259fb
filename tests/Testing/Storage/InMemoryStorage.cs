using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Storage;

/// <summary>
/// Storage that lives in this process and behaves as the Azure adapters do; the contract suites run on both. Every call is
/// atomic and thread-safe. Beside the ports it lets a test look at what is stored.
/// </summary>
public sealed class InMemoryStorage
{
    private readonly InMemoryGate _gate;
    private readonly InMemoryBlobs _blobs;
    private readonly InMemorySessionStore _sessions;
    private readonly InMemoryExpiryIndex _expiries;
    private readonly InMemoryNetworkProfiles _profiles;
    private readonly InMemoryBlockStore _blocks;
    private readonly InMemoryClientLimits _limits;
    private readonly InMemoryUploadList _lists;
    private readonly InMemoryEvents _events;
    private readonly InMemoryClaims _claims;

    /// <summary>Empty storage.</summary>
    /// <param name="clock">The clock that says when a file was committed; one that stands still by default.</param>
    public InMemoryStorage(TimeProvider? clock = null)
    {
        _gate = new InMemoryGate(Calls);
        clock ??= new ManualTimeProvider();
        _blobs = new InMemoryBlobs(clock);
        _sessions = new InMemorySessionStore(_gate);
        _expiries = new InMemoryExpiryIndex(_gate, clock);
        _profiles = new InMemoryNetworkProfiles(_gate);
        _limits = new InMemoryClientLimits(_gate);
        _lists = new InMemoryUploadList(_gate);
        _events = new InMemoryEvents(_gate);
        _claims = new InMemoryClaims(_gate);
        _blocks = new InMemoryBlockStore(_gate, _blobs);
        Probe = new InMemoryStorageProbe(Calls);
        Ports = new StoragePorts(
            _sessions,
            _sessions,
            _expiries,
            _profiles,
            _profiles,
            _blocks,
            new InMemoryCommitStore(_gate, _blobs),
            new InMemoryContentStore(_gate, _blobs),
            Probe,
            _limits,
            _limits,
            new InMemoryTurns(_gate),
            _lists,
            _events,
            _events,
            _claims);
    }

    /// <summary>How often each operation was called.</summary>
    public StorageCalls Calls { get; } = new();

    /// <summary>All ports.</summary>
    public StoragePorts Ports { get; }

    public ISessionStore Sessions => Ports.Sessions;

    public INetworkCounterStore Counters => Ports.Counters;

    public IExpiryIndex Expiries => Ports.Expiries;

    public INetworkProfileStore Profiles => Ports.Profiles;

    public IProfileExpiryIndex ProfileExpiries => Ports.ProfileExpiries;

    public IBlockStore Blocks => Ports.Blocks;

    public ICommitStore Commits => Ports.Commits;

    public IContentStore Contents => Ports.Contents;

    public IAllowanceStore Allowances => Ports.Allowances;

    public IOpenUploads OpenUploads => Ports.OpenUploads;

    public IUploadList Lists => Ports.Lists;

    public IClaims Claims => Ports.Claims;

    public IEventIndex Events => Ports.Events;

    public ISetAsideEvents SetAside => Ports.SetAside;

    /// <summary>The probe, whose answers a test may set.</summary>
    public InMemoryStorageProbe Probe { get; }

    /// <summary>Blocks that may be staged of one upload; Azure's 100,000 by default.</summary>
    public int MaxStagedBlocks
    {
        get => _blocks.MaxStagedBlocks;
        set => _blocks.MaxStagedBlocks = value;
    }

    /// <summary>Whether blocks are copied within the storage, as Azure does it (the default) and its emulator does not.</summary>
    public bool CopiesBlocks
    {
        get => _blocks.CopiesBlocks;
        set => _blocks.CopiesBlocks = value;
    }

    /// <summary>All sessions.</summary>
    public IReadOnlyList<UploadSession> SessionRows => _gate.Look(() => _sessions.SessionRows);

    /// <summary>All instances' counters.</summary>
    public IReadOnlyDictionary<(UploadId Id, string Instance), NetworkCounters> CounterRows => _gate.Look(() => _sessions.CounterRows);

    /// <summary>All entries of the expiry index, oldest hour first.</summary>
    public IReadOnlyList<ExpiryEntry> ExpiryRows => _gate.Look(() => _expiries.Rows);

    /// <summary>All clients' profiles.</summary>
    public IReadOnlyList<NetworkProfile> ProfileRows => _gate.Look(() => _profiles.Rows);

    /// <summary>All entries of the index of profiles, oldest day first.</summary>
    public IReadOnlyList<ProfileExpiry> ProfileExpiryRows => _gate.Look(() => _profiles.Expiries);

    /// <summary>What clients have taken of their allowances.</summary>
    public IReadOnlyList<Allowance> AllowanceRows => _gate.Look(() => _limits.Allowances);

    /// <summary>The uploads that count as open.</summary>
    public IReadOnlyList<(ClientKey Client, OpenUpload Upload)> OpenUploadRows => _gate.Look(() => _limits.Open);

    /// <summary>The rows of all lists: whose list, and the upload.</summary>
    public IReadOnlyList<(string List, ListedUpload Upload)> ListRows => _gate.Look(() => _lists.Rows);

    /// <summary>Entries of events that are due, or were and are not removed yet.</summary>
    public IReadOnlyList<EventEntry> EventRows => _gate.Look(() => _events.Entries);

    /// <summary>Events that were given up.</summary>
    public IReadOnlyList<SetAsideEvent> SetAsideRows => _gate.Look(() => _events.Aside);

    /// <summary>All claims.</summary>
    public IReadOnlyList<Claim> ClaimRows => _gate.Look(() => _claims.Rows);

    /// <summary>Uploads that have a blob: staged blocks, a file, or both.</summary>
    public IReadOnlyList<UploadId> BlobIds => _gate.Look(() => _blobs.Ids);

    /// <summary>The names of all blobs.</summary>
    public IReadOnlyList<BlobName> BlobNames => _gate.Look(() => _blobs.Names);

    /// <summary>The staged blocks of an upload.</summary>
    public IReadOnlyList<StagedBlock> StagedBlocks(UploadId id) => _gate.Look(() => _blobs.Find(id)?.ListStaged() ?? []);

    /// <summary>The bytes of an upload's file; null when there is no file.</summary>
    public byte[]? CommittedBytes(UploadId id) => _gate.Look(() => _blobs.Find(id)?.File?.Bytes.ToArray());

    /// <summary>The session with which an upload's file was committed; null when there is no file.</summary>
    public UploadSession? CommittedSession(UploadId id) => _gate.Look(() => _blobs.Find(id)?.File?.Session);

    /// <summary>The SHA-256 that stands in the file's metadata as verified; null for none.</summary>
    public Core.Integrity.Sha256Digest? VerifiedSha256(UploadId id) => _gate.Look(() => _blobs.Find(id)?.File?.VerifiedSha256);
}
