namespace SmartTransfer.Client.Policy;

/// <summary>
/// The rate that progress shows (rule 9.2): bytes in buckets of a second, over a window that holds some chunks, so that it
/// does not flicker on slow links. Pure: times are given. Not safe for several threads.
/// </summary>
internal sealed class TransferRate
{
    private const int MaxSeconds = 120;
    private const int MinSeconds = 10;
    private const int ChunksInWindow = 4;
    private const double UnknownSeconds = 3;

    private readonly long[] _buckets = new long[MaxSeconds];
    private long _second;

    /// <summary>Bytes were handed to the transport; negative when they are taken back.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="elapsed">Since the transfer began.</param>
    public void Count(long bytes, TimeSpan elapsed)
    {
        MoveTo(elapsed);
        _buckets[_second % MaxSeconds] += bytes;
    }

    /// <summary>Bytes per second; null in the first seconds.</summary>
    /// <param name="elapsed">Since the transfer began.</param>
    /// <param name="chunkBytes">The size of chunks at the moment.</param>
    public double? BytesPerSecond(TimeSpan elapsed, long chunkBytes)
    {
        MoveTo(elapsed);
        if (elapsed.TotalSeconds < UnknownSeconds)
        {
            return null;
        }

        var sum = 0L;
        var seconds = 0;
        var have = (int)Math.Min(MaxSeconds, _second + 1);
        while (seconds < have && (seconds < MinSeconds || sum < ChunksInWindow * chunkBytes))
        {
            sum += _buckets[(_second - seconds) % MaxSeconds];
            seconds++;
        }

        // The current second is not over yet.
        var length = Math.Min(elapsed.TotalSeconds, seconds - 1 + (elapsed.TotalSeconds - _second));
        return Math.Max(0, sum) / Math.Max(length, 1);
    }

    private void MoveTo(TimeSpan elapsed)
    {
        var now = Math.Max(_second, (long)elapsed.TotalSeconds);
        for (var passed = Math.Min(now - _second, MaxSeconds); passed > 0; passed--)
        {
            _buckets[(now - passed + 1) % MaxSeconds] = 0;
        }

        _second = now;
    }
}
