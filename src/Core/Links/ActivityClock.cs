namespace SmartTransfer.Core.Links;

/// <summary>Tells a session's activity from its pauses, on one instance. Not thread-safe.</summary>
/// <param name="lastAt">The last activity that is known.</param>
internal sealed class ActivityClock(DateTimeOffset lastAt)
{
    /// <summary>Less is never a pause.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);

    /// <summary>More is always one: no request to an HTTP function lasts longer.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(230);

    /// <summary>How many times longer than usual a pause takes than the chunk would have.</summary>
    private const double Unusual = 8;

    private DateTimeOffset _lastStoredAt = lastAt;
    private DateTimeOffset? _answeredAt;
    private int _underWay;
    private bool _lastWasUnusual;

    /// <summary>
    /// A chunk begins to come in. Gives the time since the last answer; null where others are under way, none was before, or
    /// the last chunk failed.
    /// </summary>
    public TimeSpan? Begin(DateTimeOffset now)
    {
        var gap = _underWay == 0 && _answeredAt is { } before && now >= before ? now - before : (TimeSpan?)null;
        _underWay++;
        return gap;
    }

    /// <summary>A chunk was answered, or given up.</summary>
    /// <param name="stored">
    /// Whether it was stored. What follows a failure is a wait before the retry, or an outage, and no overhead of a chunk.
    /// </param>
    /// <param name="now">The instant.</param>
    public void Answer(bool stored, DateTimeOffset now)
    {
        _underWay--;
        _answeredAt = stored ? now : null;
    }

    /// <summary>
    /// A chunk was stored. Gives the time since the last one; null where that was a pause of the client's. A single interval
    /// cannot tell a pause from a link that became slow; a second one in a row can.
    /// </summary>
    /// <param name="bytes">The chunk's bytes.</param>
    /// <param name="bytesPerSecond">The goodput so far; null while it is not known.</param>
    /// <param name="now">The instant.</param>
    public TimeSpan? Stored(long bytes, double? bytesPerSecond, DateTimeOffset now)
    {
        var interval = now - _lastStoredAt;
        _lastStoredAt = now;
        if (interval < TimeSpan.Zero || interval > Long)
        {
            return null;
        }

        var unusual = interval >= Short && bytesPerSecond is { } rate && interval.TotalSeconds > Unusual * bytes / rate;
        var isPause = unusual && !_lastWasUnusual;
        _lastWasUnusual = unusual;
        return isPause ? null : interval;
    }
}
