namespace SmartTransfer.Core.Ports;

/// <summary>What came of delivering an event.</summary>
public enum SinkOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered = 0,

    /// <summary>The receiver does not have it, or did not say so: it is tried again later.</summary>
    Failed = 1,

    /// <summary>The receiver wants no more events: nothing is sent until an operator says so.</summary>
    Gone = 2,

    /// <summary>It was not sent, because others failed just before.</summary>
    NotTried = 3,
}
