using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Links;

/// <summary>
/// What advice has to remember so that it is steady: the size that stands, and where the search for the number of
/// connections is. Of several instances' the latest counts.
/// </summary>
public sealed record Steering
{
    /// <summary>Nothing was advised yet.</summary>
    public static Steering None { get; } = new();

    /// <summary>When this was last changed; <see cref="DateTimeOffset.MinValue"/> before.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The size that stands, in bytes; null before the first evidence.</summary>
    public long? ChunkBytes { get; init; }

    /// <summary>The search for the number of connections.</summary>
    public Parallelism Parallelism { get; init; } = new();

    /// <summary>How many connections the client says it uses; null where it does not say.</summary>
    public int? Used { get; init; }

    /// <summary>
    /// Whether what has arrived of a body counts even if the rest never comes, as with tus where the host hands bodies on as they arrive:
    /// a failure then costs nothing that was sent.
    /// </summary>
    public bool Keeps { get; init; }

    /// <summary>
    /// Among how many chunks at once the link is shared: as many as are known to be worth it, or fewer where the client uses fewer, as
    /// one does whose bodies follow one another.
    /// </summary>
    public int Sharers => Math.Max(1, Math.Min(Parallelism.Settled, Used ?? int.MaxValue));

    /// <summary>Failures since the last chunk that got through.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>The steering after a sample.</summary>
    /// <param name="sample">The sample that came.</param>
    /// <param name="interval">
    /// Time since the last stored chunk; null if that was a pause, or if the sample is not of a stored chunk.
    /// </param>
    /// <param name="evidence">All evidence, the sample included.</param>
    /// <param name="options">The tiers and limits.</param>
    /// <param name="now">The instant.</param>
    public Steering After(TransferSample sample, TimeSpan? interval, LinkEvidence evidence, NetworkOptions options, DateTimeOffset now)
    {
        var parallelism = sample is { Result: ChunkResult.Stored, Source: not TimeSource.Reported }
            ? Parallelism.AfterStored(sample.Bytes, interval, options.MaxParallelism, now)
            : Parallelism;
        var (estimate, inRow) = (LinkEstimate.Of(evidence), InRow(sample));

        // A few failures in a row give way to one connection for as long as they last; a link that is bad throughout starts again with one.
        var connections = StabilityRule.Judge(estimate, failuresInRow: 0) is LinkStability.Unstable ? parallelism.Alone(now) : parallelism;
        var next = this with { At = now > At ? now : At, Parallelism = connections, FailuresInRow = inRow };
        var wanted = ChunkSize.Wanted(estimate, StabilityRule.Judge(estimate, inRow), next.Sharers, next.Keeps, options);
        return next with { ChunkBytes = ChunkSize.Settle(wanted, ChunkBytes, LimitOptions.LargestChunkBytes) };
    }

    private int InRow(TransferSample sample) => sample switch
    {
        // A report tells of what was before the attempt that we are answering: of failures, what that one may end, and nothing
        // that ended them.
        { Result: ChunkResult.Stored, Source: TimeSource.Reported } => FailuresInRow,
        { Result: ChunkResult.Stored } => 0,
        { Result: ChunkResult.Refused } => FailuresInRow,
        _ => Math.Min(FailuresInRow + sample.Times, 1_000),
    };
}
