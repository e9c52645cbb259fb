namespace SmartTransfer.Functions.Json;

/// <summary>Whether the service can do its work.</summary>
/// <param name="Status">healthy or unhealthy.</param>
/// <param name="Version">The app's version.</param>
/// <param name="UptimeSeconds">Since this instance started.</param>
/// <param name="Storage">For each storage service "reachable", or why not.</param>
/// <param name="BytesInFlight">Bytes of chunks that this instance holds in memory now.</param>
internal sealed record HealthJson(
    string Status, string Version, long UptimeSeconds, IReadOnlyDictionary<string, string> Storage, long BytesInFlight);
