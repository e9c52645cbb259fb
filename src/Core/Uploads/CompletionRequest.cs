using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Uploads;

/// <summary>What a client says when it completes an upload.</summary>
/// <param name="Expected">What the file's digests must be; these override what was said at the start.</param>
/// <param name="Manifest">
/// The chunks that the file is made of, in order of offset; null to take what was staged. Needed only where chunks conflict.
/// </param>
/// <param name="LengthBytes">
/// Length of the whole file, in bytes. Needed only where it was not declared before; else it must be the same.
/// </param>
public sealed record CompletionRequest(ExpectedDigests Expected, IReadOnlyList<ManifestEntry>? Manifest, long? LengthBytes = null)
{
    /// <summary>Nothing said.</summary>
    public static CompletionRequest Plain { get; } = new(ExpectedDigests.None, null);
}
