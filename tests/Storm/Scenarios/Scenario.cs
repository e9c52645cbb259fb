using SmartTransfer.Core.Sessions;
using SmartTransfer.Storm.Clients;
using SmartTransfer.Storm.Hosts;
using SmartTransfer.Storm.Judging;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>One upload of a storm: who its clients are, what they do, and what they were promised.</summary>
internal abstract class Scenario
{
    private const int LeastBytes = 20_000;
    private const int MostBytes = 400_000;

    private readonly HttpClient _http;
    private readonly Fleet _fleet;
    private readonly List<Promise> _promises = [];
    private readonly List<string> _cancelled = [];
    private readonly List<string> _removed = [];

    protected Scenario(StormSite site)
    {
        (_http, _fleet, Number, Random) = (site.Http, site.Fleet, site.Number, new Random(site.Seed));
        var length = Random.Next(LeastBytes, MostBytes);
        Versions = new FileVersions((ulong)(uint)site.Seed, length, Random.Next(2) == 0 ? 0 : Random.Next(length));
        Story = new Story($"Upload {site.Number}, seed {site.Seed}, {length} bytes, {GetType().Name}", site.StartedAt);
        Ending = site.Ending;
        FileName = $"storm-{site.Number}.bin";
    }

    /// <summary>The upload's number in the storm.</summary>
    public int Number { get; }

    /// <summary>The name by which the upload's rows are recognised, even if no client heard of them.</summary>
    public string FileName { get; }

    /// <summary>What happened.</summary>
    public Story Story { get; }

    /// <summary>Of which uploads a client was told that they are complete.</summary>
    public IReadOnlyList<Promise> Promises => _promises;

    /// <summary>Of which uploads a client was told that they are cancelled.</summary>
    public IReadOnlyList<string> Cancelled => _cancelled;

    /// <summary>Of which uploads a client was told that their file is removed.</summary>
    public IReadOnlyList<string> Removed => _removed;

    /// <summary>What the clients were told of uploads that is told as events, too.</summary>
    public Heard Heard { get; } = new();

    /// <summary>How it ended, in a word.</summary>
    public string Outcome { get; protected set; } = "unfinished";

    /// <summary>What broke a promise while the clients worked; null for nothing.</summary>
    public string? Fault { get; private set; }

    protected Random Random { get; }

    protected FileVersions Versions { get; }

    protected CancellationToken Ending { get; }

    /// <summary>Lets the clients do their work, and notes what broke a promise.</summary>
    public async Task RunAsync()
    {
        try
        {
            await SendAsync();
            Story.Tell($"Ended: {Outcome}.");
        }
        catch (BrokenPromiseException broken)
        {
            Fault = broken.Message;
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested)
        {
            Fault = "It never came to an end.";
        }
    }

    /// <summary>What is wrong with a complete file of which no client was told; null for nothing.</summary>
    public virtual string? JudgeUntold(byte[] file) => Versions.JudgeFrom(Versions.First(), 0, 0, file);

    protected abstract Task SendAsync();

    /// <summary>Connections of a client of its own.</summary>
    protected Wire Connect() => new(_http, _fleet, new Random(Random.Next()), Story, Heard, Ending);

    /// <summary>A client was told that an upload is complete; it must have this version's bytes.</summary>
    protected void Completed(string id, byte[] version) => Completed(id, version, 0, 0);

    /// <summary>
    /// A client was told that an upload is complete; from an offset on it must have this version's bytes, and before that what was
    /// there when the client asked.
    /// </summary>
    protected void Completed(string id, byte[] version, long from, ulong? crc64Before)
    {
        Outcome = "completed";
        Story.Tell($"Told: {id} is complete, with its bytes from {from} on.");
        Heard.Add(id, UploadEventKind.Completed);
        lock (_promises)
        {
            _promises.Add(new Promise(id, file => Versions.JudgeFrom(version, from, crc64Before, file)));
        }
    }

    /// <summary>A client was told that an upload is cancelled.</summary>
    protected void Gone(string id)
    {
        Outcome = "cancelled";
        lock (_cancelled)
        {
            _cancelled.Add(id);
        }
    }

    /// <summary>A client was told that the file of a complete upload is removed.</summary>
    protected void FileGone(string id)
    {
        Outcome = "removed";
        lock (_removed)
        {
            _removed.Add(id);
        }
    }

    /// <summary>The upload ended without a file, and not because a client wanted it.</summary>
    protected void EndedBy(Reply reply) => Outcome = $"ended by {(reply.Code is { Length: > 0 } code ? code : $"{reply.Status}")}";
}
