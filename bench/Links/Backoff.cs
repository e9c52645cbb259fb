namespace SmartTransfer.Bench.Links;

/// <summary>
/// What clients do that nobody advises: exponential backoff from 1 s up to 30 s, with full jitter; a wrong digest is answered,
/// and sent again at once.
/// </summary>
internal static class Backoff
{
    private const int MaxSeconds = 30;
    private const int MaxDoublings = 5;

    /// <param name="end">How the last attempt ended.</param>
    /// <param name="failures">Attempts in a row that failed; 1 after the first.</param>
    /// <param name="jitter">Where chance comes from.</param>
    public static double Seconds(AttemptEnd end, int failures, RandomStream jitter) =>
        end is AttemptEnd.Mismatched ? 0 : jitter.Between(0, Math.Min(MaxSeconds, 1 << Math.Min(failures - 1, MaxDoublings)));
}
