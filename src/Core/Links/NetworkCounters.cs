namespace SmartTransfer.Core.Links;

/// <summary>What one instance counted of one session's network. Counters of several instances merge by addition.</summary>
public sealed record NetworkCounters
{
    /// <summary>Nothing counted.</summary>
    public static NetworkCounters Zero { get; } = new();

    /// <summary>Chunks that were stored.</summary>
    public long Chunks { get; init; }

    /// <summary>Bytes of these chunks.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes that were confirmed during <see cref="ActiveTime"/>: all but the first chunk after a pause.</summary>
    public long ActiveBytes { get; init; }

    /// <summary>Time between confirmed chunks, pauses left out.</summary>
    public TimeSpan ActiveTime { get; init; }

    /// <summary>Chunks whose connection broke.</summary>
    public long Broken { get; init; }

    /// <summary>Bytes that had arrived of them.</summary>
    public long BrokenBytes { get; init; }

    /// <summary>Chunks whose bytes did not have the digest that was sent.</summary>
    public long Mismatched { get; init; }

    /// <summary>Chunks that were refused for any other reason.</summary>
    public long Refused { get; init; }

    /// <summary>Chunks that storage did not take, after all tries.</summary>
    public long StorageFailed { get; init; }

    /// <summary>Failed tries of storage calls that were tried again.</summary>
    public long StorageRetries { get; init; }

    /// <summary>Chunks that were stored after attempts that failed, as far as the client said so.</summary>
    public long Retried { get; init; }

    /// <summary>Bytes that the client reported as sent and confirmed.</summary>
    public long ReportedBytes { get; init; }

    /// <summary>Attempts that the client reported as failed.</summary>
    public long ReportedFailed { get; init; }

    /// <summary>Bytes that it reported as sent in those attempts.</summary>
    public long ReportedLostBytes { get; init; }

    /// <summary>
    /// When the last chunk was stored, or, as it was last written, was on its way; <see cref="DateTimeOffset.MinValue"/> before
    /// the first.
    /// </summary>
    public DateTimeOffset LastAt { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What speaks for how the link is.</summary>
    public LinkEvidence Evidence { get; init; } = LinkEvidence.None;

    /// <summary>What the advice has to remember.</summary>
    public Steering Steering { get; init; } = Steering.None;

    /// <summary>Chunks that did not get through, for a reason that lies on the way.</summary>
    public long Failed => Broken + Mismatched + StorageFailed;

    /// <summary>The counters of two instances together.</summary>
    public static NetworkCounters operator +(NetworkCounters left, NetworkCounters right) => new()
    {
        Chunks = left.Chunks + right.Chunks,
        Bytes = left.Bytes + right.Bytes,
        ActiveBytes = left.ActiveBytes + right.ActiveBytes,
        ActiveTime = left.ActiveTime + right.ActiveTime,
        Broken = left.Broken + right.Broken,
        BrokenBytes = left.BrokenBytes + right.BrokenBytes,
        Mismatched = left.Mismatched + right.Mismatched,
        Refused = left.Refused + right.Refused,
        StorageFailed = left.StorageFailed + right.StorageFailed,
        StorageRetries = left.StorageRetries + right.StorageRetries,
        Retried = left.Retried + right.Retried,
        ReportedBytes = left.ReportedBytes + right.ReportedBytes,
        ReportedFailed = left.ReportedFailed + right.ReportedFailed,
        ReportedLostBytes = left.ReportedLostBytes + right.ReportedLostBytes,
        LastAt = left.LastAt > right.LastAt ? left.LastAt : right.LastAt,
        Evidence = left.Evidence + right.Evidence,
        Steering = left.Steering.At >= right.Steering.At ? left.Steering : right.Steering,
    };

    /// <summary>The counters of two instances together.</summary>
    public static NetworkCounters Add(NetworkCounters left, NetworkCounters right) => left + right;
}
