using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Client.Policy;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;
using ClientAdvice = SmartTransfer.Client.TransferAdvice;
using ClientDefaults = SmartTransfer.Client.TransferClientOptions;

namespace SmartTransfer.Bench.Links;

/// <summary>
/// Our client and our server on the simulation's clock: the policy, the limits and the report of src/Client, the recorder and the
/// advisor of Core. An upload starts with the advice that the answer to its start brings.
/// </summary>
internal sealed class AdvisedChunks : IChunkPolicy, INetworkCounterStore
{
    private static readonly TransferMetrics Unheard = new(new BenchMeters(), new BytesInFlight(new AdmissionOptions()));

    private readonly VirtualClock _clock = new();
    private readonly NetworkRecorder _recorder;
    private readonly TransferAdvisor _advisor;
    private readonly ServerView _view;
    private readonly ChunkAttempt?[] _arriving = new ChunkAttempt?[Transfer.MaxConnections];
    private readonly AttemptLog.Costs[] _reported = new AttemptLog.Costs[Transfer.MaxConnections];
    private readonly TransferAdvice[] _onItsWay = new TransferAdvice[Transfer.MaxConnections];
    private readonly StoredSession _session;
    private readonly AttemptLog _log = new();
    private readonly StallLimits _limits = new();
    private readonly SendPolicy _policy;

    /// <param name="fileBytes">Length of the file.</param>
    /// <param name="view">What the server sees.</param>
    public AdvisedChunks(long fileBytes, ServerView view)
    {
        var options = new NetworkOptions();
        _view = view;
        _recorder = new NetworkRecorder(
            this,
            new ClientMemory(new NoProfiles(), new NoProfiles(), options, _clock, NullLogger<ClientMemory>.Instance),
            new InstanceName("simulated"),
            options,
            Unheard,
            _clock);
        _advisor = new TransferAdvisor(options, new LimitOptions());
        _session = new StoredSession(NewSession(fileBytes), new Dictionary<string, NetworkCounters>());
        var defaults = new ClientDefaults();
        _policy = new SendPolicy(defaults.MaxChunkBytes, defaults.MaxConnections);
        _policy.Advised(Read(Advise()));
    }

    public long ChunkBytes => _policy.ChunkBytes;

    public int Connections => Math.Min(_policy.Connections, Transfer.MaxConnections);

    public long CutFrom(long rangeBytes) => _policy.CutFrom(rangeBytes);

    public double? LimitSeconds(int connection, long bytes) =>
        _limits.LimitOf(connection, bytes, bytes <= Math.Max(SendPolicy.SmallestHalf, _policy.MinChunkBytes), _policy.Advice).TotalSeconds;

    /// <summary>
    /// A wrong digest is answered, and the answer asks for a delay: none after the first failure, and then a part of the ceiling that the
    /// server draws. Where nothing was answered the client draws its own.
    /// </summary>
    public double RetrySeconds(Attempt attempt, int failures, RandomStream jitter)
    {
        if (attempt.End is not AttemptEnd.Mismatched)
        {
            return _policy.Ceiling(_policy.Unanswered(attempt.Connection)).TotalSeconds * jitter.Next();
        }

        var ceiling = _policy.Advice.RetryDelay;
        var asked = ceiling > RetryAdvice.First ? ceiling * jitter.Next() : TimeSpan.Zero;
        return _policy.WaitAsked(asked, failures, jitter.Next()).TotalSeconds;
    }

    public void Begun(int connection, double now)
    {
        if (_view is ServerView.Reports)
        {
            _reported[connection] = _log.Take();
        }

        if (_view is ServerView.Streams)
        {
            _clock.Set(now);
            _arriving[connection] = _recorder.Begin(_session, new Dialect("native"), streamed: true);
        }
    }

    public void BodySent(int connection, double now)
    {
        _clock.Set(now);
        _arriving[connection]?.BodyEnded();
    }

    public void Handled(Attempt attempt)
    {
        _clock.Set(attempt.EndedAt);
        if (_view is ServerView.Reports)
        {
            _recorder.Report(_session, ReportOf(_reported[attempt.Connection], Connections));
        }

        Count(attempt.Connection, attempt.End is AttemptEnd.Stored ? ChunkResult.Stored : ChunkResult.Mismatched, attempt.Length);
        _onItsWay[attempt.Connection] = Advise();
    }

    public void Answered(Attempt attempt)
    {
        if (attempt.End is AttemptEnd.Stored)
        {
            _limits.Acknowledged(attempt.Connection, attempt.Length, Time(attempt));
            _log.Succeeded(attempt.Length, Time(attempt));
        }
        else
        {
            _log.Failed((long)attempt.SentBytes, Time(attempt), "mismatch");
        }

        _policy.Advised(Read(_onItsWay[attempt.Connection]));
    }

    public void Lost(Attempt attempt)
    {
        _clock.Set(attempt.EndedAt);
        _log.PutBack(_reported[attempt.Connection]);
        _reported[attempt.Connection] = default;
        _log.Failed((long)attempt.SentBytes, Time(attempt), attempt.End is AttemptEnd.TimedOut ? "timeout" : "connection");
        if (attempt.End is AttemptEnd.TimedOut)
        {
            _limits.GivenUp(attempt.Connection);
        }

        if (_view is ServerView.Streams)
        {
            _arriving[attempt.Connection]?.BodyEnded();
            Count(attempt.Connection, ChunkResult.Broken, (long)attempt.ArrivedBytes);
        }
    }

    Task INetworkCounterStore.WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    private void Count(int connection, ChunkResult result, long bytes)
    {
        using var arrived = _arriving[connection] ?? _recorder.Begin(_session, new Dialect("native"), streamed: false);
        arrived.Count(result, bytes);
        _arriving[connection] = null;
    }

    private static TransferReport? ReportOf(AttemptLog.Costs costs, int connections) => costs.Attempts == 0
        ? null
        : new TransferReport(
            costs.Bytes,
            TimeSpan.FromMilliseconds(costs.Milliseconds),
            costs.Attempts,
            costs.Failed,
            costs.LostBytes,
            TimeSpan.FromMilliseconds(costs.LostMilliseconds),
            costs.Error is { } error ? Enum.Parse<ReportedError>(error, ignoreCase: true) : null,
            connections);

    private static TimeSpan Time(Attempt attempt) => TimeSpan.FromSeconds(attempt.EndedAt - attempt.SentAt);

    private static ClientAdvice Read(TransferAdvice advice) => new()
    {
        ChunkBytes = advice.ChunkBytes,
        MinChunkBytes = advice.MinChunkBytes,
        MaxChunkBytes = advice.MaxChunkBytes,
        Parallelism = advice.Parallelism,
        RetryDelay = advice.RetryDelay,
        MaxRetries = advice.MaxRetries,
        GoodputBytesPerSecond = advice.GoodputBytesPerSecond,
        SuccessRate = advice.SuccessRate,
    };

    private TransferAdvice Advise() => _advisor.Advise(_session.Session.KnownLengthBytes, _recorder.Known(_session), _clock.GetUtcNow());

    private UploadSession NewSession(long fileBytes) => new()
    {
        Id = UploadId.FromBytes(new byte[16]),
        BlobName = BlobName.Of(UploadKey.Of(UploadId.FromBytes(new byte[16]))),
        State = UploadState.Open,
        FileName = "file",
        LengthBytes = fileBytes,
        ContentType = "application/octet-stream",
        Expected = ExpectedDigests.None,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = _clock.GetUtcNow(),
        Lifetime = TimeSpan.FromDays(1),
    };
}
