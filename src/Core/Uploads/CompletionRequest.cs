using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Uploads;

/// <summary>What a client says when it completes an upload.</summary>
/// <param name="Expected">What the file's digests must be; these override what was said at the start.</param>
/// <param name="Manifest">The chunks that the file is made of, in order of offset; null to take what was staged. Needed only where chunks conflict.</param>
public sealed record CompletionRequest(ExpectedDigests Expected, IReadOnlyList<ManifestEntry>? Manifest)
{
    /// <summary>Nothing said.</summary>
    public static CompletionRequest Plain { get; } = new(ExpectedDigests.None, null);
}
