using System.Diagnostics;
using System.Diagnostics.Metrics;
using SmartTransfer.Core.Bodies;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Telemetry;

/// <summary>
/// Everything that is measured, in one place. What nobody listens to costs a look at a field; what somebody listens to
/// allocates nothing here.
/// </summary>
/// <remarks>
/// Names, units and attributes follow opentelemetry.io/docs/specs/semconv/general/metrics; docs/operations.md says what each
/// means.
/// </remarks>
public sealed class TransferMetrics
{
    private readonly Counter<long> _chunks;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _received;
    private readonly Histogram<double> _staged;
    private readonly Histogram<double> _storageCalls;
    private readonly Counter<long> _storageRetries;
    private readonly Counter<long> _breakerOpenings;
    private readonly Counter<long> _sessionMoves;
    private readonly Histogram<double> _sessions;
    private readonly Counter<long> _sweepRuns;
    private readonly Counter<long> _sweepEntries;
    private readonly Histogram<double> _sweeps;
    private readonly Histogram<long> _advisedBytes;
    private readonly Histogram<int> _advisedConnections;
    private readonly Counter<long> _problems;
    private readonly Counter<long> _asked;
    private readonly Counter<long> _eventsDue;
    private readonly Counter<long> _eventsSetAside;
    private readonly Histogram<double> _eventsSent;
    private readonly Histogram<double> _eventAges;
    private const long TimerIsElsewhereAfter = 300_000;

    private long _eventsWaiting;
    private long _eventsLookedAt = -TimerIsElsewhereAfter;
    private double _oldestEventSeconds;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="inFlight">The memory for bodies, which is observed.</param>
    public TransferMetrics(IMeterFactory meters, BytesInFlight inFlight)
    {
        var meter = meters.Create(TelemetryNames.Source);
        _chunks = meter.CreateCounter<long>("smart_transfer.chunk.count", "{chunk}", "Attempts to send a chunk, by how they ended.");
        _bytes = meter.CreateCounter<long>("smart_transfer.chunk.io", "By", "Bytes of chunks that arrived, by how the attempt ended.");
        _received = meter.CreateHistogram(
            "smart_transfer.chunk.receive.duration",
            "s",
            "Time from the first read of a chunk's body to the last.",
            advice: Buckets.Receiving);
        _staged = meter.CreateHistogram(
            "smart_transfer.chunk.stage.duration",
            "s",
            "Time from the last read of a chunk's body until storage had confirmed it.",
            advice: Buckets.Calling);
        _storageCalls = meter.CreateHistogram(
            "smart_transfer.storage.call.duration", "s", "Time of a storage call with all its tries.", advice: Buckets.Calling);
        _storageRetries = meter.CreateCounter<long>(
            "smart_transfer.storage.retry.count", "{retry}", "Storage calls that are tried once more.");
        _breakerOpenings = meter.CreateCounter<long>(
            "smart_transfer.storage.breaker.count", "{opening}", "Times that storage failed so often that calls are refused for a while.");
        _sessionMoves = meter.CreateCounter<long>(
            "smart_transfer.session.move.count", "{session}", "Upload sessions that moved to a state.");
        _sessions = meter.CreateHistogram(
            "smart_transfer.session.duration", "s", "Time from the start of an upload session until it ended.", advice: Buckets.Uploading);
        _sweepRuns = meter.CreateCounter<long>("smart_transfer.sweep.run.count", "{run}", "Runs of the sweep, by how they ended.");
        _sweepEntries = meter.CreateCounter<long>(
            "smart_transfer.sweep.entry.count", "{entry}", "Index entries that the sweep dealt with, by what it did.");
        _sweeps = meter.CreateHistogram("smart_transfer.sweep.duration", "s", "Time of a run of the sweep.", advice: Buckets.Sweeping);
        _advisedBytes = meter.CreateHistogram(
            "smart_transfer.advice.chunk.size", "By", "Chunk sizes that clients were advised to send.", advice: Buckets.Sizes);
        _advisedConnections = meter.CreateHistogram(
            "smart_transfer.advice.parallelism",
            "{connection}",
            "How many chunks clients were advised to send at once.",
            advice: Buckets.Connections);
        _asked = meter.CreateCounter<long>(
            "smart_transfer.hook.count", "{question}", "Starts that the application was asked about, by what it said.");
        _problems = meter.CreateCounter<long>("smart_transfer.problem.count", "{answer}", "Answers that were a problem, by its code.");
        _eventsDue = meter.CreateCounter<long>("smart_transfer.event.due.count", "{event}", "Events that became due, by what happened.");
        _eventsSent = meter.CreateHistogram(
            "smart_transfer.event.send.duration", "s", "Time of a try to deliver an event, by how it ended.", advice: Buckets.Calling);
        _eventAges = meter.CreateHistogram(
            "smart_transfer.event.age", "s", "Time from what happened until a receiver had the event.", advice: Buckets.Uploading);
        _eventsSetAside = meter.CreateCounter<long>(
            "smart_transfer.event.set_aside.count", "{event}", "Events that were given up and wait for an operator.");
        meter.CreateObservableUpDownCounter(
            "smart_transfer.event.waiting.count",
            () => HasTheTimer ? Volatile.Read(ref _eventsWaiting) : 0,
            "{entry}",
            "Entries of events that the timer here could not deliver.");
        meter.CreateObservableGauge(
            "smart_transfer.event.waiting.age",
            () => HasTheTimer ? Volatile.Read(ref _oldestEventSeconds) : 0,
            "s",
            "Age of the oldest of them.");
        meter.CreateObservableUpDownCounter(
            "smart_transfer.body.in_flight.usage", () => inFlight.Held, "By", "Bytes of bodies that are held in memory.");
        meter.CreateObservableUpDownCounter(
            "smart_transfer.body.in_flight.limit", () => inFlight.MaxBytes, "By", "Bytes of bodies that may be held in memory.");
    }

    /// <summary>The application was asked before a start.</summary>
    /// <param name="outcome">What it said: allowed, refused, or unavailable where there was no usable answer.</param>
    internal void Asked(string outcome) => _asked.Add(1, Tag(TelemetryNames.Outcome, outcome));

    /// <summary>An answer was a problem.</summary>
    /// <param name="code">Its code in the catalogue.</param>
    public void Answered(string code) => _problems.Add(1, new KeyValuePair<string, object?>(TelemetryNames.ErrorType, code));

    /// <summary>A client was advised.</summary>
    public void Advised(TransferAdvice advice)
    {
        if (_advisedBytes.Enabled || _advisedConnections.Enabled)
        {
            var tier = Tag(TelemetryNames.Tier, NameOf(advice.Tier));
            var stability = Tag(TelemetryNames.Stability, NameOf(advice.Stability));
            _advisedBytes.Record(advice.ChunkBytes, tier, stability);
            _advisedConnections.Record(advice.Parallelism, tier, stability);
        }
    }

    /// <summary>An attempt to send a chunk ended.</summary>
    /// <param name="dialect">By which protocol it came.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="bytes">The chunk's bytes, or those that had arrived.</param>
    /// <param name="code">Why it was not stored: a code of the catalogue; null for none.</param>
    /// <param name="times">What its parts took.</param>
    internal void ChunkEnded(Dialect dialect, ChunkResult result, long bytes, string? code, ChunkTimes times)
    {
        if (!(_chunks.Enabled || _bytes.Enabled || _received.Enabled || _staged.Enabled))
        {
            return;
        }

        var by = Tag(TelemetryNames.Protocol, dialect.Name);
        var outcome = Tag(TelemetryNames.Outcome, NameOf(result));
        var tags = new TagList { by, outcome };
        if (bytes > 0)
        {
            _bytes.Add(bytes, tags);
        }

        if (code is not null)
        {
            tags.Add(Tag(TelemetryNames.ErrorType, code));
        }

        _chunks.Add(1, tags);
        if (times.Received is { } received)
        {
            _received.Record(received.TotalSeconds, by, Tag(TelemetryNames.Body, times.Streamed ? "streamed" : "buffered"));
        }

        if (times.Staged is { } staged)
        {
            _staged.Record(staged.TotalSeconds, by, outcome);
        }
    }

    /// <summary>A storage call ended.</summary>
    /// <param name="operation">The call's name.</param>
    /// <param name="fault">Why it failed; null when it did not.</param>
    /// <param name="took">Its time with all tries.</param>
    internal void StorageCalled(string operation, string? fault, TimeSpan took)
    {
        if (_storageCalls.Enabled)
        {
            var tags = new TagList { Tag(TelemetryNames.Operation, operation) };
            if (fault is not null)
            {
                tags.Add(Tag(TelemetryNames.ErrorType, fault));
            }

            _storageCalls.Record(took.TotalSeconds, tags);
        }
    }

    /// <summary>A storage call is tried again.</summary>
    internal void StorageRetried(string operation, string fault) =>
        _storageRetries.Add(1, Tag(TelemetryNames.Operation, operation), Tag(TelemetryNames.ErrorType, fault));

    /// <summary>Storage failed so often, the last time in this call, that calls are refused for a while.</summary>
    internal void BreakerOpened(string operation) => _breakerOpenings.Add(1, Tag(TelemetryNames.Operation, operation));

    /// <summary>A session was started, or moved to the state that it now has.</summary>
    internal void SessionMoved(UploadSession session)
    {
        var state = Tag(TelemetryNames.State, NameOf(session.State));
        _sessionMoves.Add(1, state);
        if (session is { ClosedAt: { } closedAt, State: not UploadState.Removed })
        {
            _sessions.Record((closedAt - session.CreatedAt).TotalSeconds, state);
        }
    }

    /// <summary>A run of the sweep ended.</summary>
    /// <param name="outcome">How: done, more (something is left to do) or broken.</param>
    /// <param name="took">Its time.</param>
    internal void SweepEnded(string outcome, TimeSpan took)
    {
        _sweepRuns.Add(1, Tag(TelemetryNames.Outcome, outcome));
        _sweeps.Record(took.TotalSeconds, Tag(TelemetryNames.Outcome, outcome));
    }

    /// <summary>A run of the sweep dealt with index entries.</summary>
    /// <param name="kind">Of what: upload or profile.</param>
    /// <param name="outcome">What it did about them.</param>
    /// <param name="count">How many; nothing is counted for none.</param>
    internal void EntriesSwept(string kind, string outcome, int count)
    {
        if (count > 0)
        {
            _sweepEntries.Add(count, Tag(TelemetryNames.EntryKind, kind), Tag(TelemetryNames.Outcome, outcome));
        }
    }

    /// <summary>Something happened of which others are told.</summary>
    internal void EventDue(UploadEventKind kind) => _eventsDue.Add(1, Tag(TelemetryNames.EventKind, NameOf(kind)));

    /// <summary>A try to deliver an event ended.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="outcome">How.</param>
    /// <param name="took">Its time.</param>
    internal void EventSent(string sink, SinkOutcome outcome, TimeSpan took) =>
        _eventsSent.Record(took.TotalSeconds, Tag(TelemetryNames.EventSink, sink), Tag(TelemetryNames.Outcome, NameOf(outcome)));

    /// <summary>A sink has an event.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="age">Time since what happened.</param>
    internal void EventDelivered(string sink, TimeSpan age) => _eventAges.Record(age.TotalSeconds, Tag(TelemetryNames.EventSink, sink));

    /// <summary>An event was given up.</summary>
    internal void EventSetAside(string sink) => _eventsSetAside.Add(1, Tag(TelemetryNames.EventSink, sink));

    // The timer of events runs every minute, and on one instance: what another one has taken over is not told here any more.
    private bool HasTheTimer => Environment.TickCount64 - Volatile.Read(ref _eventsLookedAt) < TimerIsElsewhereAfter;

    /// <summary>A run of the timer of events ended.</summary>
    /// <param name="waiting">Entries of which something is due still.</param>
    /// <param name="oldest">Age of the oldest of them.</param>
    internal void EventsLookedAt(long waiting, TimeSpan oldest)
    {
        Volatile.Write(ref _eventsLookedAt, Environment.TickCount64);
        Volatile.Write(ref _eventsWaiting, waiting);
        Volatile.Write(ref _oldestEventSeconds, oldest.TotalSeconds);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string NameOf(ChunkResult result) => result switch
    {
        ChunkResult.Stored => "stored",
        ChunkResult.Broken => "broken",
        ChunkResult.Mismatched => "mismatched",
        ChunkResult.Refused => "refused",
        _ => "storage_failed",
    };

    private static string NameOf(UploadState state) => state switch
    {
        UploadState.Open => "open",
        UploadState.Committing => "committing",
        UploadState.Completed => "completed",
        UploadState.Cancelled => "cancelled",
        UploadState.Expired => "expired",
        UploadState.Removed => "removed",
        _ => "rejected",
    };

    private static string NameOf(UploadEventKind kind) => kind switch
    {
        UploadEventKind.Started => "started",
        UploadEventKind.Completed => "completed",
        UploadEventKind.Cancelled => "cancelled",
        UploadEventKind.Expired => "expired",
        UploadEventKind.Rejected => "rejected",
        _ => "file_removed",
    };

    private static string NameOf(SinkOutcome outcome) => outcome switch
    {
        SinkOutcome.Delivered => "delivered",
        SinkOutcome.Failed => "failed",
        SinkOutcome.Gone => "gone",
        _ => "not_tried",
    };

    private static string NameOf(LinkTier tier) => tier switch
    {
        LinkTier.Slow => "slow",
        LinkTier.Medium => "medium",
        LinkTier.Fast => "fast",
        _ => "unknown",
    };

    private static string NameOf(LinkStability stability) => stability switch
    {
        LinkStability.Stable => "stable",
        LinkStability.Variable => "variable",
        LinkStability.Unstable => "unstable",
        _ => "unknown",
    };

    /// <summary>Where the buckets of the histograms end. The library's own are made for milliseconds.</summary>
    private static class Buckets
    {
        public static readonly InstrumentAdvice<double> Receiving = Of<double>(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300);
        public static readonly InstrumentAdvice<double> Calling = Of<double>(
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120);
        public static readonly InstrumentAdvice<double> Uploading = Of<double>(1, 5, 15, 60, 300, 1800, 3600, 21600, 86400, 259200, 518400);
        public static readonly InstrumentAdvice<double> Sweeping = Of<double>(0.1, 0.5, 1, 5, 15, 30, 60, 120, 240, 600);
        public static readonly InstrumentAdvice<long> Sizes = Of<long>(
            65536, 131072, 262144, 524288, 1048576, 2097152, 4194304, 8388608, 16777216, 33554432, 67108864, 104857600);
        public static readonly InstrumentAdvice<int> Connections = Of(1, 2, 3, 4, 6, 8, 16, 32, 64);

        private static InstrumentAdvice<T> Of<T>(params T[] ends)
            where T : struct => new() { HistogramBucketBoundaries = ends };
    }
}
