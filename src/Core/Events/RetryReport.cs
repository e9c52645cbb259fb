namespace SmartTransfer.Core.Events;

/// <summary>What came of delivering events that were set aside.</summary>
/// <param name="Delivered">Events that are delivered now.</param>
/// <param name="Failed">Events that are not; they stay set aside.</param>
/// <param name="More">Whether there are others that were not tried, because the time was over: ask again.</param>
public sealed record RetryReport(int Delivered, int Failed, bool More);
