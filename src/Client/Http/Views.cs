namespace SmartTransfer.Client.Http;

/// <summary>Makes what callers see of what came over the wire.</summary>
internal static class Views
{
    public static UploadStatus Status(
        Wire.Upload upload,
        TransferAdvice? advice) => upload is { Id: { } id, State: { } state, FileName: { } name }
        ? new UploadStatus
        {
            Id = id,
            State = state,
            FileName = name,
            Length = upload.Length,
            ContentType = upload.ContentType,
            BytesReceived = upload.BytesReceived ?? 0,
            Missing = upload.Missing ?? [],
            Chunks = [.. (upload.Chunks ?? []).Select(Chunk)],
            ExpiresAt = upload.ExpiresAt,
            RejectedBecause = upload.RejectedBecause,
            File = upload.File is { Crc64nvme: { } crc, ChunkDigestsSha256: { } digest } file
                ? new CompletedFile(crc, digest, file.ChunkCount, file.Sha256)
                : null,
            Advice = upload.Advice?.ToAdvice() ?? advice ?? TransferAdvice.Default,
        }
        : throw new TransferException(
            TransferErrorCode.NotThisService,
            "The answer is no status of an upload, so it is not from this service. Check the address.");

    private static StoredChunk Chunk(Wire.Chunk chunk) =>
        new(new ByteRange(chunk.Offset, chunk.Length), chunk.Sha256 ?? string.Empty, chunk.Crc64nvme ?? string.Empty);

    public static LinkReport Report(Wire.Network network, TransferAdvice? advice) => new()
    {
        Chunks = network.Total?.Chunks ?? 0,
        Bytes = network.Total?.Bytes ?? 0,
        Failed = network.Total is { } total
            ? total.Broken + total.Mismatched + total.Refused + total.StorageFailed + total.ReportedFailed
            : 0,
        GoodputBytesPerSecond = network.Link?.GoodputBytesPerSecond,
        OverheadSeconds = network.Link?.OverheadSeconds,
        FailuresPerSecond = network.Link?.FailuresPerSecond,
        SuccessRate = network.Link?.SuccessRate,
        Variation = network.Link?.Variation,
        Advice = network.Advice?.ToAdvice() ?? advice ?? TransferAdvice.Default,
        Because = network.Because ?? [],
        Sessions = network.Sessions,
    };
}
