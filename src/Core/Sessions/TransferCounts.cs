using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Core.Sessions;

/// <summary>
/// What was counted of an upload's transfer, as it stays readable when the instances have forgotten it. It goes into the session with the
/// write that ends the upload, so it costs none of its own. Of what another instance counted it knows what that one had written by then.
/// </summary>
/// <param name="Sums">Everything that was counted; what speaks for how the link is has no meaning any more, and is left out.</param>
/// <param name="SmallestChunkBytes">The smallest chunk of the file, in bytes; null where there is no file, or an empty one.</param>
/// <param name="LargestChunkBytes">The largest, in bytes.</param>
public sealed record TransferCounts(NetworkCounters Sums, long? SmallestChunkBytes = null, long? LargestChunkBytes = null)
{
    /// <summary>From the start to the end of the transfer, where the record's own end is a later one: that the file was removed.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What is kept.</summary>
    /// <param name="counted">What was counted up to now.</param>
    /// <param name="file">The blocks that the file consists of; null where there is none.</param>
    public static TransferCounts Of(NetworkCounters counted, IReadOnlyList<BlockId>? file = null)
    {
        var sums = counted with { Evidence = LinkEvidence.None, Steering = Steering.None, LastAt = DateTimeOffset.MinValue };
        return file is null or []
            ? new TransferCounts(sums)
            : new TransferCounts(sums, file.Min(block => block.Length), file.Max(block => block.Length));
    }
}
