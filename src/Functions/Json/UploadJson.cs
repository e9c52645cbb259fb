using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Functions.Json;

/// <summary>An upload as the API shows it.</summary>
internal sealed record UploadJson(
    string Id,
    string Key,
    string State,
    string? Role,
    string FileName,
    long? Length,
    string ContentType,
    IReadOnlyDictionary<string, string>? Metadata,
    DigestsJson? Expected,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EndedAt,
    string? RejectedBecause,
    long? BytesReceived,
    double? Percentage,
    IReadOnlyList<RangeJson>? Received,
    IReadOnlyList<RangeJson>? Missing,
    IReadOnlyList<ConflictJson>? Conflicts,
    IEnumerable<ChunkJson>? Chunks,
    FileJson? File,
    NetworkJson? Network,
    TransferSummary? Transfer,
    AdviceJson? Advice)
{
    /// <summary>A session without what has arrived of it.</summary>
    public static UploadJson Of(UploadSession session) => new(
        session.Id.Value,
        UploadKey.Of(session.Id).Value,
        StateOf(session.State),
        RoleOf(session.Role),
        session.FileName,
        session.LengthBytes,
        session.ContentType,
        session.Metadata.Count > 0 ? session.Metadata : null,
        DigestsJson.Of(session.Expected),
        session.CreatedAt,
        null,
        session.ClosedAt,
        session.RejectedBecause,
        null,
        null,
        null,
        null,
        null,
        null,
        session is { State: UploadState.Completed, File: { } file } ? FileJson.Of(session, file) : null,
        null,
        TransferSummary.Of(session),
        null);

    /// <summary>How a state is named.</summary>
    public static string StateOf(UploadState state) => state.ToString().ToLowerInvariant();

    /// <summary>How a role is named; null for that of most uploads.</summary>
    public static string? RoleOf(UploadRole role) => role is UploadRole.Single ? null : role.ToString().ToLowerInvariant();

    /// <summary>A status.</summary>
    public static UploadJson Of(UploadStatus status, bool withChunks) => Of(status.Session) with
    {
        ExpiresAt = status.ExpiresAt,
        BytesReceived = status.BytesReceived,
        Percentage = status.Percentage,
        Received = RangeJson.Of(status.Received),
        Missing = RangeJson.Of(status.Missing),
        Conflicts = status.Conflicts.Count > 0 ? [.. status.Conflicts.Select(ConflictJson.Of)] : null,
        // Written one by one: there may be 100,000.
        Chunks = withChunks ? status.Chunks.Select(ChunkJson.Of) : null,
        Network = NetworkJson.Of(status.Counters),
        Advice = status.Session.State is UploadState.Open ? AdviceJson.Of(status.Advice) : null,
    };
}

/// <summary>A range of bytes.</summary>
internal sealed record RangeJson(long Offset, long Length)
{
    public static IReadOnlyList<RangeJson> Of(IReadOnlyList<ByteRange> ranges) =>
        [.. ranges.Select(range => new RangeJson(range.Offset, range.Length))];
}

/// <summary>A range for which different contents were sent.</summary>
internal sealed record ConflictJson(long Offset, long Length, IReadOnlyList<string> Sha256)
{
    public static ConflictJson Of(RangeConflict conflict) =>
        new(conflict.Range.Offset, conflict.Range.Length, [.. conflict.Digests.Select(digest => digest.ToHex())]);
}

/// <summary>A chunk that is stored.</summary>
internal sealed record ChunkJson(long Offset, long Length, string Sha256, string Crc64nvme)
{
    public static ChunkJson Of(BlockId chunk) => new(chunk.Offset, chunk.Length, chunk.Sha256.ToHex(), DigestRule.Hex(chunk.Crc64));
}

/// <summary>What the file's digests must be.</summary>
internal sealed record DigestsJson(string? Sha256, string? Crc64nvme, string? ChunkDigestsSha256)
{
    public static DigestsJson? Of(ExpectedDigests expected) => expected == ExpectedDigests.None
        ? null
        : new DigestsJson(
            expected.Sha256?.ToHex(), expected.Crc64Nvme is { } crc ? DigestRule.Hex(crc) : null, expected.ChunkDigestsSha256?.ToHex());
}

/// <summary>A completed file.</summary>
internal sealed record FileJson(
    string Crc64nvme, string ChunkDigestsSha256, int ChunkCount, string? Sha256, string Content, string BlobName)
{
    public static FileJson Of(UploadSession session, FileDigests file) =>
        new(
            DigestRule.Hex(file.Crc64Nvme),
            file.ChunkDigestsSha256.ToHex(),
            file.ChunkCount,
            file.Sha256?.ToHex(),
            $"uploads/{session.Id.Value}/content",
            session.BlobName.Value);
}
