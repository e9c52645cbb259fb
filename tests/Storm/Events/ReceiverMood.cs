namespace SmartTransfer.Storm.Events;

/// <summary>What the receiver of events does with one delivery.</summary>
/// <param name="Status">What it answers; 200 where it takes the event.</param>
/// <param name="Delay">How long it takes to answer.</param>
/// <param name="LosesAnswer">Whether the connection breaks before the answer.</param>
/// <param name="RetryAfter">When it wants to hear the event again, in seconds of the calendar; null where it does not say.</param>
internal sealed record ReceiverMood(int Status, TimeSpan Delay = default, bool LosesAnswer = false, int? RetryAfter = null)
{
    /// <summary>It takes the event, and says so at once.</summary>
    public static readonly ReceiverMood Good = new(200);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Status}{(Delay > TimeSpan.Zero ? $" after {Delay.TotalMilliseconds:0} ms" : string.Empty)}"
        + (LosesAnswer ? ", lost" : string.Empty);
}
