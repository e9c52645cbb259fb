using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartTransfer.Client.Http;

/// <summary>What goes over the wire as JSON, as far as the client reads or writes it (docs/protocol.md).</summary>
internal static class Wire
{
    public sealed record Upload(
        string? Id,
        string? State,
        string? FileName,
        long? Length,
        string? ContentType,
        DateTimeOffset? ExpiresAt,
        string? RejectedBecause,
        long? BytesReceived,
        IReadOnlyList<ByteRange>? Missing,
        IReadOnlyList<Chunk>? Chunks,
        File? File,
        Advice? Advice);

    public sealed record Chunk(long Offset, long Length, string? Sha256, string? Crc64nvme);

    public sealed record File(string? Crc64nvme, string? ChunkDigestsSha256, int ChunkCount, string? Sha256);

    public sealed record Advice(
        long ChunkBytes,
        long MinChunkBytes,
        long MaxChunkBytes,
        int Parallelism,
        string? Tier,
        string? Stability,
        long? GoodputBytesPerSecond,
        double? SuccessRate,
        long RetryDelayMilliseconds,
        int MaxRetries)
    {
        public TransferAdvice? ToAdvice() => AdviceHeader.Checked(new TransferAdvice
        {
            ChunkBytes = ChunkBytes,
            MinChunkBytes = MinChunkBytes,
            MaxChunkBytes = MaxChunkBytes,
            Parallelism = Parallelism,
            Tier = Tier ?? "unknown",
            Stability = Stability ?? "unknown",
            RetryDelay = TimeSpan.FromMilliseconds(Math.Clamp(RetryDelayMilliseconds, 0, int.MaxValue)),
            MaxRetries = MaxRetries,
            GoodputBytesPerSecond = GoodputBytesPerSecond,
            SuccessRate = SuccessRate,
        });
    }

    public sealed record Problem(
        string? Code,
        string? Title,
        string? Detail,
        string? CorrelationId,
        Retry? Retry,
        JsonElement? Want,
        long? Offset,
        IReadOnlyList<ByteRange>? Missing,
        Advice? Advice)
    {
        /// <summary><c>want</c>, where it is a number.</summary>
        public long? WantedNumber => Want is { ValueKind: JsonValueKind.Number } want && want.TryGetInt64(out var number) ? number : null;
    }

    public sealed record Retry(long AfterMilliseconds);

    public sealed record Start(string FileName, long Length, string? ContentType, IReadOnlyDictionary<string, string>? Metadata);

    public sealed record Completion(Expected Expected, long? Length, IReadOnlyList<ManifestEntry>? Manifest);

    public sealed record Expected(string Crc64nvme, string ChunkDigestsSha256);

    public sealed record ManifestEntry(long Offset, long Length, string Sha256);

    public sealed record Network(Counters? Total, Link? Link, Advice? Advice, IReadOnlyList<string>? Because, long? Sessions);

    public sealed record Counters(
        long Chunks,
        long Bytes,
        long Broken,
        long Mismatched,
        long Refused,
        long StorageFailed,
        long ReportedFailed);

    public sealed record Link(
        double? GoodputBytesPerSecond,
        double? OverheadSeconds,
        double? FailuresPerSecond,
        double? SuccessRate,
        double? Variation);
}
