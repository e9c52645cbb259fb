namespace SmartTransfer.Core.Ports;

/// <summary>What came of delivering an event.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Reason">Why it was not delivered, in words for an operator; null where it was.</param>
/// <param name="RetryAfter">How long the receiver asked to wait; null when it did not say.</param>
public readonly record struct SinkAnswer(SinkOutcome Outcome, string? Reason = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The receiver has it.</summary>
    public static SinkAnswer Delivered { get; } = new(SinkOutcome.Delivered);
}
