namespace SmartTransfer.Bench.Links;

/// <summary>One attempt to send a chunk.</summary>
/// <param name="Connection">On which connection, from 0.</param>
/// <param name="Offset">The chunk's first byte.</param>
/// <param name="Length">The chunk's bytes.</param>
/// <param name="StartedAt">When the client began with it, in seconds; a connection that has to be opened first counts.</param>
/// <param name="EndedAt">When the client knew how it ended; while that is under way, when the server knew.</param>
/// <param name="ArrivedBytes">The bytes that reached the server.</param>
/// <param name="SentBytes">The bytes that the client had sent.</param>
/// <param name="End">How it ended.</param>
internal readonly record struct Attempt(
    int Connection,
    long Offset,
    long Length,
    double StartedAt,
    double EndedAt,
    double ArrivedBytes,
    double SentBytes,
    AttemptEnd End);
