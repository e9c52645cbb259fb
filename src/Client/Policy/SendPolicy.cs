namespace SmartTransfer.Client.Policy;

/// <summary>
/// How large the next chunk is, over how many connections, and how long to wait after a failure: rules 2 and 3 of
/// docs/clients.md. Pure: it knows no clock and draws no chance, so that a simulation can drive it. Not safe for several threads.
/// </summary>
/// <param name="ownMaxChunkBytes">The client's own largest chunk, in bytes.</param>
/// <param name="ownMaxConnections">The client's own most connections.</param>
internal sealed class SendPolicy(long ownMaxChunkBytes, int ownMaxConnections)
{
    /// <summary>No halving goes below this, in bytes.</summary>
    public const long SmallestHalf = 64 * 1024;

    private const int MaxDoublings = 16;
    private static readonly TimeSpan LongestCeiling = TimeSpan.FromSeconds(60);

    // Attempts in a row that nobody answered, by connection, since advice number so-and-so.
    private readonly Dictionary<int, (long Advices, int Count)> _unanswered = [];
    private long _advices;
    private long? _cap;
    private long? _floor;

    /// <summary>The latest advice.</summary>
    public TransferAdvice Advice { get; private set; } = TransferAdvice.Default;

    /// <summary>The smallest chunk, in bytes.</summary>
    public long MinChunkBytes => Math.Max(Advice.MinChunkBytes, _floor ?? 1);

    /// <summary>The largest chunk, in bytes.</summary>
    public long MaxChunkBytes => Math.Max(MinChunkBytes, Math.Min(Advice.MaxChunkBytes, _cap ?? long.MaxValue));

    /// <summary>How large the next chunk is, in bytes (rules 2.2 and 2.3).</summary>
    public long ChunkBytes
    {
        get
        {
            var halved = Math.Max(Math.Min(SmallestHalf, Advice.ChunkBytes), Advice.ChunkBytes >> Math.Min(MaxDoublings, MostUnanswered));
            return Math.Max(Math.Min(Math.Min(halved, ownMaxChunkBytes), MaxChunkBytes), MinChunkBytes);
        }
    }

    /// <summary>How many chunks to send at once (rule 2.6).</summary>
    public int Connections => Math.Clamp(Advice.Parallelism, 1, Math.Max(1, ownMaxConnections));

    private int MostUnanswered
    {
        get
        {
            var most = 0;
            foreach (var (advices, count) in _unanswered.Values)
            {
                most = advices == _advices ? Math.Max(most, count) : most;
            }

            return most;
        }
    }

    /// <summary>An answer brought advice.</summary>
    public void Advised(TransferAdvice advice)
    {
        Advice = advice;
        _advices++;
    }

    /// <summary>Nobody answered an attempt on this connection.</summary>
    /// <returns>How many attempts in a row that makes since the latest advice.</returns>
    public int Unanswered(int connection)
    {
        var count = _unanswered.GetValueOrDefault(connection) is var (advices, before) && advices == _advices ? before + 1 : 1;
        _unanswered[connection] = (_advices, count);
        return count;
    }

    /// <summary>The ceiling of the wait after <paramref name="inARow"/> attempts that nobody answered (rule 3.2).</summary>
    public TimeSpan Ceiling(int inARow)
    {
        var ceiling = Advice.RetryDelay * Math.Pow(2, Math.Clamp(inARow - 1, 0, MaxDoublings));
        return ceiling < LongestCeiling ? ceiling : LongestCeiling;
    }

    /// <summary>How long to wait after an answer that asks for a repeat (rule 3.1).</summary>
    /// <param name="asked">What the answer asks for.</param>
    /// <param name="failuresInARow">Failures of this request in a row; 1 after the first.</param>
    /// <param name="jitter">A number from [0, 1).</param>
    public TimeSpan WaitAsked(TimeSpan asked, int failuresInARow, double jitter) => asked > TimeSpan.Zero
        ? asked * (1 + (jitter / 10))
        : failuresInARow < 3 ? TimeSpan.Zero : Ceiling(failuresInARow - 2) * jitter;

    /// <summary>The service named its largest chunk.</summary>
    public void CapAt(long bytes) => _cap = Math.Max(1, Math.Min(bytes, _cap ?? long.MaxValue));

    /// <summary>The service named its smallest chunk.</summary>
    public void FloorAt(long bytes) => _floor = Math.Max(bytes, _floor ?? 1);

    /// <summary>How many bytes to cut from the beginning of a range (rules 2.4 and 2.5).</summary>
    /// <param name="rangeBytes">Length of the range, in bytes; <see cref="long.MaxValue"/> while its end is not known.</param>
    /// <param name="openEndedAt">Where the range begins in a file whose length is not known, else null.</param>
    public long CutFrom(long rangeBytes, long? openEndedAt = null)
    {
        var wanted = ChunkBytes;
        if (openEndedAt is { } offset)
        {
            wanted = Math.Max(wanted, Math.Min(MaxChunkBytes, (offset + OpenEnded.Share - 1) / OpenEnded.Share));
        }

        if (rangeBytes <= wanted)
        {
            return rangeBytes;
        }

        var left = rangeBytes - wanted;
        if (left >= MinChunkBytes)
        {
            return wanted;
        }

        return rangeBytes <= MaxChunkBytes ? rangeBytes : rangeBytes - MinChunkBytes;
    }

    private static class OpenEnded
    {
        /// <summary>A chunk has at least this share of what is before it, so that 49,000 chunks are enough for 256 GiB.</summary>
        public const long Share = 3000;
    }
}
