using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Rules;

/// <summary>Of how much a final upload may be put together.</summary>
public static class PartsRule
{
    /// <summary>
    /// Parts of one final upload, each counted as often as it is named. Their ids fit into one column of a table (32 Ki characters).
    /// </summary>
    public const int MaxParts = 1_000;

    /// <summary>
    /// Chunks of all parts together, each counted as often as it is named: four times what a file can have. They are held in
    /// memory while the final upload is put together, some 80 bytes each.
    /// </summary>
    public const int MaxChunks = 200_000;

    /// <summary>Null where a final upload can have so many parts with so many chunks, else why not.</summary>
    public static Failure? Check(long parts, long chunks) =>
        parts > MaxParts ? FailureCatalogue.TooManyParts(parts, MaxParts)
        : chunks > MaxChunks ? FailureCatalogue.TooManyPartChunks(chunks, MaxChunks)
        : null;
}
