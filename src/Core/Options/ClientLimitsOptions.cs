namespace SmartTransfer.Core.Options;

/// <summary>
/// What one client may take of the service, over all instances. Section <c>SmartTransfer:ClientLimits</c>. All off by default. A
/// client is the subject of a token where tokens are asked for, else an address.
/// </summary>
public sealed class ClientLimitsOptions
{
    private const string Section = "SmartTransfer:ClientLimits:";

    /// <summary>Uploads of one client that are open at once, at most. Default none: any number.</summary>
    [Setting("uploads", "1", "1000")]
    public int? MaxOpenSessions { get; init; }

    /// <summary>
    /// The most bytes of files that one client may send, or have copied for final uploads of tus, from midnight to midnight (UTC).
    /// Default none: any number.
    /// </summary>
    [Setting("bytes", "1", "1125899906842624")]
    public long? MaxBytesPerDay { get; init; }

    /// <summary>
    /// Requests of one client per second, at most, on average over <see cref="RequestWindow"/>. Default none: any number.
    /// </summary>
    [Setting("requests/s", "1", "100000")]
    public int? MaxRequestsPerSecond { get; init; }

    /// <summary>
    /// Over which time requests are counted: in each window of this length at most MaxRequestsPerSecond times its seconds are
    /// let in. Default 1 min. A shorter one evens requests out and costs more storage calls.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "00:10:00")]
    public TimeSpan RequestWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether any limit is set.</summary>
    internal bool IsOn => MaxOpenSessions is not null || MaxBytesPerDay is not null || MaxRequestsPerSecond is not null;

    /// <summary>The rules between these settings and others that are broken, as sentences.</summary>
    public IEnumerable<string> Broken(LimitOptions limits, NetworkOptions network)
    {
        if (IsOn && string.IsNullOrEmpty(network.ClientKeySecret))
        {
            yield return $"{Section}* sets a limit, but SmartTransfer:Network:ClientKeySecret is not set, so each instance would know "
                + "a client by a different name and would count separately. Give all instances the same random text.";
        }

        if (MaxBytesPerDay < limits.MaxChunkBytes)
        {
            yield return $"{Section}{nameof(MaxBytesPerDay)} is {MaxBytesPerDay} bytes, which is less than one chunk of "
                + $"SmartTransfer:Limits:MaxChunkBytes ({limits.MaxChunkBytes} bytes), so such a chunk could never be accepted.";
        }

        if (TimeSpan.FromDays(1).Ticks % RequestWindow.Ticks != 0)
        {
            yield return $"{Section}{nameof(RequestWindow)} is {RequestWindow} (hh:mm:ss), which does not divide a day evenly; give "
                + "00:00:01, 00:00:10, 00:01:00 or the like.";
        }
    }
}
