namespace SmartTransfer.Core.Sweeping;

/// <summary>What a run of the sweep did about clients' profiles.</summary>
/// <param name="Examined">Index entries that were looked at.</param>
/// <param name="Refiled">Entries filed under a later day, because the client came back.</param>
/// <param name="Removed">Entries that are gone for good, with the profiles of clients that did not come back.</param>
/// <param name="Failed">Entries that could not be dealt with; they are filed under a later day.</param>
/// <param name="More">Whether the run ended before all was done.</param>
public sealed record ProfileSweepReport(int Examined, int Refiled, int Removed, int Failed, bool More)
{
    /// <summary>Nothing was due.</summary>
    public static ProfileSweepReport Nothing { get; } = new(0, 0, 0, 0, More: false);
}
