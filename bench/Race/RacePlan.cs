namespace SmartTransfer.Bench.Race;

/// <summary>How much is run.</summary>
/// <param name="Seeds">Runs of each client over each link.</param>
/// <param name="Most">When a client is stopped.</param>
internal sealed record RacePlan(uint Seeds, TimeSpan Most)
{
    /// <summary>Under 40 minutes.</summary>
    public static RacePlan Full { get; } = new(3, TimeSpan.FromSeconds(100));

    /// <summary>Under 5 minutes.</summary>
    public static RacePlan Short { get; } = new(1, TimeSpan.FromSeconds(38));
}
