namespace SmartTransfer.Core.Bodies;

/// <summary>A body on its way in.</summary>
/// <param name="Stream">The bytes as they arrive.</param>
/// <param name="AnnouncedBytes">The announced length (Content-Length), in bytes; null when it was not announced.</param>
/// <param name="MostBytes">The most that may be read, in bytes.</param>
internal readonly record struct IncomingBody(Stream Stream, long? AnnouncedBytes, long MostBytes)
{
    /// <summary>Fires when no more of it is wanted, whether the client is still there or not.</summary>
    public CancellationToken Ended { get; init; }

    /// <summary>What else digests the bytes in passing; null for nothing.</summary>
    public IBodyDigest? Digest { get; init; }
}
