using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Testing.Storage;

/// <summary>Sessions as tests need them.</summary>
public static class SampleSession
{
    /// <summary>A session that was just started.</summary>
    public static UploadSession Open(UploadId id, long lengthBytes = 0, string fileName = "report.pdf") => new()
    {
        Id = id,
        BlobName = UploadBlob.Of(id).Name,
        State = UploadState.Open,
        FileName = fileName,
        LengthBytes = lengthBytes,
        ContentType = "application/pdf",
        Expected = ExpectedDigests.None,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = ManualTimeProvider.DefaultStart,
        Lifetime = TimeSpan.FromHours(24),
    };

    /// <summary>A session whose file consists of these blocks and is being committed.</summary>
    public static UploadSession Committing(UploadId id, IReadOnlyList<BlockId> blocks) =>
        Open(id, blocks.Sum(block => block.Length)).MoveTo(UploadState.Committing, ManualTimeProvider.DefaultStart) with
        {
            Plan = Array.Empty<byte>(),
            File = new FileDigests(
                blocks.Aggregate(0UL, (crc, block) => Crc64Nvme.Combine(crc, block.Crc64, block.Length)),
                DigestOfDigests.Compute(blocks.Select(block => block.Sha256)),
                blocks.Count,
                blocks.Count == 1 ? blocks[0].Sha256 : null),
        };
}
