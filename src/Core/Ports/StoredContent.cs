namespace SmartTransfer.Core.Ports;

/// <summary>A committed file, opened for reading.</summary>
/// <param name="Stream">Its bytes; seekable. Whoever opened it disposes of it.</param>
/// <param name="ETag">The store's entity tag, with its quotes.</param>
/// <param name="LastModifiedAt">When it was committed.</param>
public sealed record StoredContent(Stream Stream, string ETag, DateTimeOffset LastModifiedAt);
