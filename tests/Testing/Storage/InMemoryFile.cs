using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Storage;

/// <summary>A committed file.</summary>
internal sealed class InMemoryFile
{
    public required IReadOnlyList<StagedBlock> Blocks { get; init; }

    public required byte[] Bytes { get; init; }

    public required UploadSession Session { get; init; }

    public required DateTimeOffset LastModifiedAt { get; init; }

    public required string ETag { get; init; }

    public Sha256Digest? VerifiedSha256 { get; init; }
}
