using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Links;

/// <summary>What transfers of one file over one link cost on average over the seeds.</summary>
/// <param name="Seconds">Mean time; a transfer that was given up counts with the time that it had.</param>
/// <param name="ResentBytes">Mean bytes that were sent again.</param>
/// <param name="Undelivered">Transfers that were given up.</param>
/// <param name="Damaged">Transfers that delivered changed bytes.</param>
internal sealed record Cost(double Seconds, double ResentBytes, int Undelivered, int Damaged)
{
    /// <summary>The mean of several transfers.</summary>
    public static Cost Of(IReadOnlyCollection<TransferOutcome> outcomes) => new(
        outcomes.Average(outcome => outcome.Seconds),
        outcomes.Average(outcome => outcome.ResentBytes),
        outcomes.Count(outcome => !outcome.IsDelivered),
        outcomes.Count(outcome => outcome.IsDamaged));

    /// <summary>The time in seconds; where a transfer was given up, it is more.</summary>
    public string Time => (Undelivered > 0 ? "> " : "") + Sizes.Number(Seconds, "0");

    /// <summary>The time as a multiple of another.</summary>
    public string TimeOver(Cost other) => (Undelivered > 0 ? "> " : "") + Sizes.Number(Seconds / other.Seconds, "0.00");

    /// <summary>The bytes in MiB.</summary>
    public string Resent => Sizes.Number(ResentBytes / Sizes.MiB, "0.0");
}
