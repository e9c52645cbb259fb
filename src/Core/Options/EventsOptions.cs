namespace SmartTransfer.Core.Options;

/// <summary>
/// Who is told what happens to uploads, and for how long that is tried. Section <c>SmartTransfer:Events</c>. Events are on when
/// <see cref="Queue"/> is set or there is a webhook (section <c>SmartTransfer:Webhooks</c>). The schedule of the timer is the setting
/// <c>EventsSchedule</c>, which the Functions host reads.
/// </summary>
public sealed class EventsOptions
{
    /// <summary>
    /// The queue of the storage account that each event is put into; created if missing. Empty, the default: none. 3 to 63 characters of
    /// a-z, 0-9 and single hyphens.
    /// </summary>
    [Setting("queue name")]
    public string Queue { get; init; } = string.Empty;

    /// <summary>
    /// What events name as their source (CloudEvents 1.0, <c>source</c>): a URI or a path, which tells one deployment from another. Default
    /// <c>/smart-transfer</c>.
    /// </summary>
    [Setting("URI or path")]
    public string Source { get; init; } = "/smart-transfer";

    /// <summary>
    /// For how long an event is tried. Then it is set aside until an operator asks for it (POST /events/retry). Default 3 days.
    /// </summary>
    [Setting("d.hh:mm:ss", "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long one try may take, until the receiver has answered. Default 10 s.</summary>
    [Setting("hh:mm:ss", "00:00:01", "00:01:00")]
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long one run of the timer takes at most; the next run continues. Default 4 min, under the 5 min after which the Functions host
    /// ends a function on the consumption plan.
    /// </summary>
    [Setting("hh:mm:ss", "00:00:01", "00:30:00")]
    public TimeSpan MaxRunTime { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Uploads whose events are delivered at once by one run of the timer. Default 8.</summary>
    [Setting("uploads", "1", "64")]
    public int Parallelism { get; init; } = 8;
}
