using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Network;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Telemetry;

namespace SmartTransfer.Bench.Links;

/// <summary>A client that follows our advice to the letter, and the server that gives it: the recorder and the advisor of Core, on the simulation's clock.</summary>
internal sealed class AdvisedChunks : IChunkPolicy, INetworkCounterStore
{
    private const int MaxHalvings = 16;

    private static readonly TransferMetrics Unheard = new(new BenchMeters(), new BytesInFlight(new AdmissionOptions()));

    private readonly VirtualClock _clock = new();
    private readonly NetworkRecorder _recorder;
    private readonly TransferAdvisor _advisor;
    private readonly ServerView _view;
    private readonly ChunkAttempt?[] _arriving = new ChunkAttempt?[Transfer.MaxConnections];
    private readonly List<Attempt>[] _reported = [.. Enumerable.Range(0, Transfer.MaxConnections).Select(_ => new List<Attempt>())];
    private readonly List<Attempt> _unreported = [];
    private readonly TransferAdvice[] _onItsWay = new TransferAdvice[Transfer.MaxConnections];
    private readonly StoredSession _session;
    private readonly (int Advices, int Since)[] _failures = new (int, int)[Transfer.MaxConnections];
    private TransferAdvice _advice;
    private int _advices;

    /// <param name="fileBytes">Length of the file.</param>
    /// <param name="view">What the server sees.</param>
    public AdvisedChunks(long fileBytes, ServerView view)
    {
        var options = new NetworkOptions();
        _view = view;
        _recorder = new NetworkRecorder(this, new ClientMemory(new NoProfiles(), new NoProfiles(), options, _clock, NullLogger<ClientMemory>.Instance), new InstanceName("simulated"), options, Unheard, _clock);
        _advisor = new TransferAdvisor(options, new LimitOptions());
        _session = new StoredSession(NewSession(fileBytes), new Dictionary<string, NetworkCounters>());
        _advice = Advise();
    }

    /// <summary>As advised; and half of that for every attempt in a row on a connection that nobody answered since the advice came.</summary>
    public long ChunkBytes => Math.Max(Math.Max(ChunkSize.MinBytes, _advice.MinChunkBytes), _advice.ChunkBytes >> Math.Min(MaxHalvings, Unanswered));

    public int Connections => _advice.Parallelism;

    private int Unanswered => _failures.Max(failures => failures.Advices == _advices ? failures.Since : 0);

    /// <summary>
    /// A wrong digest is answered with a delay: none after the first failure, and then a part of the ceiling that the server draws.
    /// Where nothing was answered, the latest advice is the ceiling after one failure, and every failure since then doubles it.
    /// </summary>
    public double RetrySeconds(Attempt attempt, int failures, RandomStream jitter)
    {
        var ceiling = _advice.RetryDelay.TotalSeconds;
        if (attempt.End is AttemptEnd.Mismatched)
        {
            return _advice.RetryDelay > RetryAdvice.First ? jitter.Between(0, ceiling) : 0;
        }

        var (advices, since) = _failures[attempt.Connection];
        since = advices == _advices ? since + 1 : 1;
        _failures[attempt.Connection] = (_advices, since);
        return jitter.Between(0, Math.Min(RetryAdvice.Longest.TotalSeconds, ceiling * Math.Pow(2, since - 1)));
    }

    public void Begun(int connection, double now)
    {
        if (_view is ServerView.Reports)
        {
            _reported[connection].AddRange(_unreported);
            _unreported.Clear();
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
            _reported[attempt.Connection].Clear();
        }

        Count(attempt.Connection, attempt.End is AttemptEnd.Stored ? ChunkResult.Stored : ChunkResult.Mismatched, attempt.Length);
        _onItsWay[attempt.Connection] = Advise();
    }

    public void Answered(Attempt attempt)
    {
        _advice = _onItsWay[attempt.Connection];
        _advices++;
        _unreported.Add(attempt);
    }

    public void Lost(Attempt attempt)
    {
        _clock.Set(attempt.EndedAt);
        _unreported.AddRange(_reported[attempt.Connection]);
        _reported[attempt.Connection].Clear();
        _unreported.Add(attempt);
        if (_view is ServerView.Streams)
        {
            _arriving[attempt.Connection]?.BodyEnded();
            Count(attempt.Connection, ChunkResult.Broken, (long)attempt.ArrivedBytes);
        }
    }

    Task INetworkCounterStore.WriteAsync(UploadId id, string instance, NetworkCounters counters, CancellationToken cancellationToken) => Task.CompletedTask;

    private void Count(int connection, ChunkResult result, long bytes)
    {
        using var arrived = _arriving[connection] ?? _recorder.Begin(_session, new Dialect("native"), streamed: false);
        arrived.Count(result, bytes);
        _arriving[connection] = null;
    }

    private static TransferReport? ReportOf(List<Attempt> past, int connections)
    {
        var (stored, lost) = (past.FindAll(attempt => attempt.End is AttemptEnd.Stored), past.FindAll(attempt => attempt.End is not AttemptEnd.Stored));
        return past.Count == 0
            ? null
            : new TransferReport(
                stored.Sum(attempt => attempt.Length),
                Time(stored),
                past.Count,
                lost.Count,
                lost.Sum(attempt => (long)attempt.SentBytes),
                Time(lost),
                lost.Count == 0 ? null : ErrorOf(lost[^1].End),
                connections);
    }

    private static TimeSpan Time(List<Attempt> attempts) => TimeSpan.FromMilliseconds(Math.Floor(attempts.Sum(attempt => attempt.EndedAt - attempt.SentAt) * 1000));

    private static ReportedError ErrorOf(AttemptEnd end) => end switch
    {
        AttemptEnd.Mismatched => ReportedError.Mismatch,
        AttemptEnd.TimedOut => ReportedError.Timeout,
        _ => ReportedError.Connection,
    };

    private TransferAdvice Advise() => _advisor.Advise(_session.Session.KnownLengthBytes, _recorder.Known(_session), _clock.GetUtcNow());

    private UploadSession NewSession(long fileBytes) => new()
    {
        Id = UploadId.FromBytes(new byte[16]),
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
