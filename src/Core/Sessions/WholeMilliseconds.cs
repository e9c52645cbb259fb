namespace SmartTransfer.Core.Sessions;

/// <summary>Instants as records and events tell them: told once more from a record, an event must be the same.</summary>
internal static class WholeMilliseconds
{
    /// <summary>The last whole millisecond of UTC that is not after an instant.</summary>
    public static DateTimeOffset ToMillisecond(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
