namespace SmartTransfer.Bench.Links;

/// <summary>
/// How connections share a link: in proportion to their weights, save those that cannot carry that much; what these leave goes
/// to the others (weighted max-min fairness).
/// </summary>
internal static class Sharing
{
    /// <param name="bytesPerSecond">What the link carries.</param>
    /// <param name="limits">The most that each connection could carry, in bytes/s.</param>
    /// <param name="weights">What each is worth beside the others.</param>
    /// <param name="rates">What each gets.</param>
    public static void Share(double bytesPerSecond, ReadOnlySpan<double> limits, ReadOnlySpan<double> weights, Span<double> rates)
    {
        rates.Fill(-1);
        var (left, weight) = (bytesPerSecond, 0.0);
        foreach (var each in weights)
        {
            weight += each;
        }

        for (var settled = true; settled;)
        {
            settled = false;
            for (var i = 0; i < limits.Length; i++)
            {
                if (rates[i] < 0 && limits[i] * weight <= left * weights[i])
                {
                    (rates[i], settled) = (limits[i], true);
                    (left, weight) = (Math.Max(0, left - limits[i]), weight - weights[i]);
                }
            }
        }

        for (var i = 0; i < limits.Length; i++)
        {
            rates[i] = rates[i] < 0 ? left * weights[i] / weight : rates[i];
        }
    }
}
