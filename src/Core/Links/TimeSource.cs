namespace SmartTransfer.Core.Links;

/// <summary>Who measured a time, in order of trust.</summary>
public enum TimeSource
{
    /// <summary>The client, of its own attempts (<c>Transfer-Report</c>).</summary>
    Reported = 0,

    /// <summary>We, while a body arrived that the host passed on as it came.</summary>
    Streamed = 1,

    /// <summary>We, between one confirmed chunk and the next.</summary>
    Completions = 2,
}
