using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Testing.Client;

/// <summary>An upload as the API's JSON shows it; what an answer leaves out is null.</summary>
public sealed record UploadView
{
    public required string Id { get; init; }

    public required string State { get; init; }

    public required string FileName { get; init; }

    public required long Length { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public long? BytesReceived { get; init; }

    public double? Percentage { get; init; }

    public IReadOnlyList<ByteRange> Received { get; init; } = [];

    public IReadOnlyList<ByteRange> Missing { get; init; } = [];

    public IReadOnlyList<ChunkView> Chunks { get; init; } = [];

    public FileView? File { get; init; }

    public NetworkView? Network { get; init; }
}

/// <summary>A chunk that is stored.</summary>
public sealed record ChunkView(long Offset, long Length, string Sha256, string Crc64nvme)
{
    public ByteRange Range => new(Offset, Length);
}

/// <summary>A completed file.</summary>
public sealed record FileView(string Crc64nvme, string ChunkDigestsSha256, int ChunkCount, string? Sha256);

/// <summary>What was counted of an upload's network.</summary>
public sealed record NetworkView(
    long Chunks, long Broken, long Mismatched, long Refused, long StorageFailed, long StorageRetries, long ReportedFailed);
