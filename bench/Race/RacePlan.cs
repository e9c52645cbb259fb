namespace SmartTransfer.Bench.Race;

/// <summary>How much is run.</summary>
/// <param name="Seeds">Runs of each client over each link.</param>
/// <param name="Most">When a client is stopped.</param>
/// <param name="FileShare">How much of the links' files is sent.</param>
internal sealed record RacePlan(uint Seeds, TimeSpan Most, double FileShare)
{
    /// <summary>Under 40 minutes.</summary>
    public static RacePlan Full { get; } = new(3, TimeSpan.FromSeconds(120), 1);

    /// <summary>Under 5 minutes.</summary>
    public static RacePlan Short { get; } = new(1, TimeSpan.FromSeconds(34), 0.3);

    /// <summary>A link with the file that is sent over it.</summary>
    public RaceLink Of(RaceLink link) =>
        link with { Profile = link.Profile with { FileBytes = (long)(link.Profile.FileBytes * FileShare) } };
}
