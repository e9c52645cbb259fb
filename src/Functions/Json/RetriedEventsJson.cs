namespace SmartTransfer.Functions.Json;

/// <summary>What came of delivering events that were given up.</summary>
/// <param name="Delivered">Events that are delivered now.</param>
/// <param name="Failed">Events that are not, or whose sink is not configured any more; they stay set aside.</param>
/// <param name="More">Whether there are others that were not tried, because the time was over: ask again.</param>
internal sealed record RetriedEventsJson(int Delivered, int Failed, bool More);
