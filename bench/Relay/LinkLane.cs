namespace SmartTransfer.Bench.Relay;

/// <summary>
/// What carries bytes one after the other, at a rate that may change: a direction of the link, or of one connection. Safe for several
/// threads.
/// </summary>
/// <param name="bytesPerSecond">What it carries now; 0 while nothing gets through.</param>
internal sealed class LinkLane(Func<double> bytesPerSecond)
{
    private readonly Lock _lock = new();
    private double _freeAt;

    /// <summary>When bytes that come now have been sent, in seconds; infinite while nothing gets through.</summary>
    public double SentAt(int bytes, double now)
    {
        var rate = bytesPerSecond();
        if (rate <= 0)
        {
            return double.PositiveInfinity;
        }

        lock (_lock)
        {
            return _freeAt = Math.Max(_freeAt, now) + (bytes / rate);
        }
    }
}
