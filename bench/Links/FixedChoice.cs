using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Links;

/// <summary>A size and a number of connections that a client may be configured with, and what they cost on one link.</summary>
/// <param name="ChunkBytes">The size.</param>
/// <param name="Connections">The connections.</param>
/// <param name="Cost">What that costs.</param>
internal sealed record FixedChoice(long ChunkBytes, int Connections, Cost Cost)
{
    /// <summary>
    /// Every half power of two from 64 KiB to 8 MiB, which are the smallest and, by default, the largest chunk there are.
    /// </summary>
    public static readonly IReadOnlyList<long> GridBytes =
        [.. Enumerable.Range(0, 15).Select(
            step => step % 2 == 0 ? 64L * Sizes.KiB << (step / 2) : (long)(64 * Sizes.KiB * 1.4142135623730951) << (step / 2))];

    /// <summary>How many connections the best in hindsight may have had.</summary>
    public static readonly IReadOnlyList<int> GridConnections = [.. Enumerable.Range(1, 8)];

    /// <summary>The sizes that clients are usually configured with.</summary>
    public static readonly IReadOnlyList<long> UsualBytes = [256 * Sizes.KiB, Sizes.MiB, 2 * Sizes.MiB, 8 * Sizes.MiB];

    /// <summary>The connections that go with them.</summary>
    public static readonly IReadOnlyList<int> UsualConnections = [1, 4];

    public override string ToString() => FormattableString.Invariant($"{Text(ChunkBytes)} ×{Connections}");

    private static string Text(long bytes) => bytes < Sizes.MiB
        ? FormattableString.Invariant($"{(double)bytes / Sizes.KiB:0} KiB")
        : FormattableString.Invariant($"{(double)bytes / Sizes.MiB:0.#} MiB");
}
