namespace SmartTransfer.Bench.Links;

/// <summary>How a client sends: what it is told and what it makes of it. Times are seconds of virtual time.</summary>
internal interface IChunkPolicy
{
    /// <summary>How large the next chunk is, in bytes.</summary>
    long ChunkBytes { get; }

    /// <summary>How many chunks are sent at once, 1 to <see cref="Transfer.MaxConnections"/>.</summary>
    int Connections { get; }

    /// <summary>What arrived of an attempt that failed is kept, and the next goes on from there.</summary>
    bool KeepsWhatArrived => false;

    /// <summary>How many bytes to cut from the beginning of a range that is missing.</summary>
    long CutFrom(long rangeBytes) => Math.Min(ChunkBytes, rangeBytes);

    /// <summary>
    /// After how many seconds from its first byte an attempt is given up; null for a client that gives up when nothing has moved for
    /// <see cref="Connection.StallSeconds"/>.
    /// </summary>
    double? LimitSeconds(int connection, long bytes) => null;

    /// <summary>How long to wait after an attempt that failed, in seconds.</summary>
    /// <param name="attempt">The attempt, <see cref="Answered"/> or <see cref="Lost"/>.</param>
    /// <param name="failures">Attempts in a row that failed on this connection; 1 after the first.</param>
    /// <param name="jitter">Where chance comes from.</param>
    double RetrySeconds(Attempt attempt, int failures, RandomStream jitter);

    /// <summary>The client begins to send a chunk, over an open connection.</summary>
    void Begun(int connection, double now)
    {
    }

    /// <summary>The client has sent the last byte of a chunk.</summary>
    void BodySent(int connection, double now)
    {
    }

    /// <summary>The server has stored a chunk or found its digest wrong, and answers.</summary>
    void Handled(Attempt attempt)
    {
    }

    /// <summary>The answer to what was <see cref="Handled"/> last on this connection has reached the client.</summary>
    void Answered(Attempt attempt)
    {
    }

    /// <summary>The client has given up an attempt that was begun, and so has a server that was reading it.</summary>
    void Lost(Attempt attempt)
    {
    }
}
