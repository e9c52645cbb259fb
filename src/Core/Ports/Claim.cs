using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ports;

/// <summary>Says which upload has what only one can have.</summary>
/// <param name="Key">What it has.</param>
/// <param name="Upload">The upload. Its session is written after this, so it may not be there yet.</param>
/// <param name="At">When it was claimed, or when something was begun last that relies on it.</param>
public sealed record Claim(ClaimKey Key, UploadId Upload, DateTimeOffset At)
{
    /// <summary>
    /// Of the key of a start that another attempt went on with: when the first one began. Null where that is <see cref="At"/>.
    /// </summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>What the upload was started with, so that another request under the same key is told apart; null for none.</summary>
    public Sha256Digest? Fingerprint { get; init; }

    /// <summary>The store's version of this record (an ETag), for the next write; null before the first.</summary>
    public string? Version { get; init; }
}
