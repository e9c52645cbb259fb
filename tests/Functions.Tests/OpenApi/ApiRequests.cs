namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>
/// The shapes of the requests' JSON. The app reads them field by field, so that it can say what is wrong, and has no types for them.
/// </summary>
internal static class ApiRequests
{
    public static readonly IReadOnlyList<Type> All =
        [typeof(NewUpload), typeof(ExpectedDigests), typeof(Completion), typeof(ManifestEntry)];

    internal sealed record NewUpload(
        string FileName, long Length, string? ContentType, ExpectedDigests? Expected, IReadOnlyDictionary<string, string>? Metadata);

    internal sealed record ExpectedDigests(string? Sha256, string? Crc64nvme, string? ChunkDigestsSha256);

    internal sealed record Completion(ExpectedDigests? Expected, IReadOnlyList<ManifestEntry>? Manifest, long? Length);

    internal sealed record ManifestEntry(long Offset, long Length, string Sha256);
}
