using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>One chunk that the client says the file is made of.</summary>
/// <param name="Range">The bytes of the file.</param>
/// <param name="Sha256">SHA-256 of these bytes.</param>
public readonly record struct ManifestEntry(ByteRange Range, Sha256Digest Sha256);
