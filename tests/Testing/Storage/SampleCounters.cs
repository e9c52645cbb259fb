using SmartTransfer.Core.Links;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Storage;

/// <summary>Counters as tests need them.</summary>
public static class SampleCounters
{
    /// <summary>Counters of which every number differs from every other and from what it is by default.</summary>
    public static NetworkCounters Full { get; } = new()
    {
        Chunks = 1,
        Bytes = long.MaxValue,
        ActiveBytes = 3,
        ActiveTime = TimeSpan.FromTicks(4_000_000_001),
        Broken = 5,
        BrokenBytes = 6,
        Mismatched = 7,
        Refused = 8,
        StorageFailed = 9,
        StorageRetries = 10,
        Retried = 11,
        ReportedBytes = 12,
        ReportedFailed = 13,
        ReportedLostBytes = 14,
        LastAt = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(11),
        Evidence = new LinkEvidence
        {
            At = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(15),
            Since = ManualTimeProvider.DefaultStart,
            Reported = new RateSum(16.5, 17.25),
            Streamed = new RateSum(18.125, 1e-300),
            Completed = new RateSum(1e300, 20),
            ConnectionSeconds = 21,
            Stored = 22,
            Failed = 23,
            StorageFailed = 24,
            ExposedSeconds = 25,
            ReportedFailed = 26,
            ReportedSeconds = 27,
            OverheadSeconds = 28,
            Overheads = 29,
            Rates = 30,
            LogRates = -31.1,
            SquaredLogRates = 32,
        },
        Steering = new Steering
        {
            At = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(33),
            ChunkBytes = 34,
            FailuresInRow = 35,
            Used = 44,
            Keeps = true,
            Parallelism = new Parallelism
            {
                Connections = 36,
                Window = new RateSum(37, 38),
                Stored = 39,
                Before = 41.5,
                HoldUntil = ManualTimeProvider.DefaultStart + TimeSpan.FromTicks(42),
                Hold = TimeSpan.FromTicks(43),
            },
        },
    };
}
