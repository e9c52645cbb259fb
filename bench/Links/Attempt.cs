namespace SmartTransfer.Bench.Links;

/// <summary>One attempt to send a chunk.</summary>
/// <param name="Connection">On which connection, from 0.</param>
/// <param name="Offset">The chunk's first byte.</param>
/// <param name="Length">The chunk's bytes.</param>
/// <param name="SentAt">When its first byte was sent, in seconds.</param>
/// <param name="EndedAt">When the client knew how it ended; while that is under way, when the server knew.</param>
/// <param name="ArrivedBytes">The bytes that reached the server.</param>
/// <param name="SentBytes">The bytes that the client had sent.</param>
/// <param name="End">How it ended.</param>
internal readonly record struct Attempt(
    int Connection,
    long Offset,
    long Length,
    double SentAt,
    double EndedAt,
    double ArrivedBytes,
    double SentBytes,
    AttemptEnd End);
