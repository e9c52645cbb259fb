namespace SmartTransfer.Core.Sweeping;

/// <summary>What a run of the sweep did about uploads, and besides.</summary>
/// <param name="Examined">Index entries that were looked at.</param>
/// <param name="Expired">Sessions that were found expired, and whose blocks were discarded.</param>
/// <param name="RolledForward">Sessions found in Committing whose commit was finished.</param>
/// <param name="Refiled">Entries filed under a later hour, because the session was touched or is kept a while longer.</param>
/// <param name="Removed">Entries that are gone for good, with the rows of uploads that ended without a file.</param>
/// <param name="Failed">Entries that could not be dealt with; they are filed under a later hour.</param>
/// <param name="More">Whether the run ended before all was done.</param>
public sealed record SweepReport(int Examined, int Expired, int RolledForward, int Refiled, int Removed, int Failed, bool More)
{
    /// <summary>What it did about clients' profiles.</summary>
    public ProfileSweepReport Profiles { get; init; } = ProfileSweepReport.Nothing;

    /// <summary>Records of what clients had taken on days that are over, which are gone.</summary>
    public int AllowancesRemoved { get; init; }
}
