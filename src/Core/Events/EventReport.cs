namespace SmartTransfer.Core.Events;

/// <summary>What a run of the timer did about events that are due.</summary>
/// <param name="Examined">Entries that were looked at.</param>
/// <param name="Delivered">Entries whose events every sink has now.</param>
/// <param name="Waiting">Entries of which something is due still.</param>
/// <param name="Dropped">Entries for which nothing is left to do: they have been delivered for a while, or nothing happened.</param>
/// <param name="Failed">Entries that storage did not let it deal with.</param>
/// <param name="More">Whether the run ended before all was looked at.</param>
public sealed record EventReport(int Examined, int Delivered, int Waiting, int Dropped, int Failed, bool More)
{
    /// <summary>Nobody is told, or nothing was due.</summary>
    public static EventReport Nothing { get; } = new(0, 0, 0, 0, 0, More: false);
}
