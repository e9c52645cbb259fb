namespace SmartTransfer.Core.Links;

/// <summary>What is known of one attempt to send a chunk, or of several that ended alike.</summary>
/// <param name="Result">How the attempt ended.</param>
/// <param name="Bytes">The chunk's bytes, or those that had arrived.</param>
/// <param name="Duration">How long they took; null where nobody could measure it.</param>
/// <param name="Source">
/// Who measured it. <see cref="TimeSource.Streamed"/> is also what an attempt is that we saw but could not time: its duration
/// is null then. <see cref="TimeSource.Completions"/> tells the time from one stored chunk to the next.
/// </param>
public readonly record struct TransferSample(ChunkResult Result, long Bytes, TimeSpan? Duration, TimeSource Source)
{
    /// <summary>
    /// From the answer to the session's last request to the beginning of this one; null where that is not known, or where
    /// several requests were under way, so that it would be no cost of this chunk.
    /// </summary>
    public TimeSpan? Gap { get; init; }

    /// <summary>From the body's last byte to its being stored; null where nothing was stored.</summary>
    public TimeSpan? Staging { get; init; }

    /// <summary>Attempt number of this chunk, from 1; 1 also if it is not known.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>
    /// How many attempts the sample stands for; <see cref="Bytes"/> and <see cref="Duration"/> are of all of them together.
    /// </summary>
    public int Times { get; init; } = 1;

    /// <summary>How many chunks were advised to be under way at once.</summary>
    public int Connections { get; init; } = 1;
}
