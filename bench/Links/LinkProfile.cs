namespace SmartTransfer.Bench.Links;

/// <summary>
/// A link and the file that goes over it. What is zero does not happen. The numbers and their reasons:
/// <see cref="LinkProfiles"/>.
/// </summary>
internal sealed record LinkProfile
{
    /// <summary>What the link is called in the tables.</summary>
    public required string Name { get; init; }

    /// <summary>Length of the file, in bytes, so that a transfer takes minutes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>What the link carries upward, in bytes/s, at each of its levels; all connections share it.</summary>
    public required IReadOnlyList<double> LevelBytesPerSecond { get; init; }

    /// <summary>How long a level lasts on average (exponential). A neighbouring level follows.</summary>
    public double LevelSeconds { get; init; }

    /// <summary>Round-trip time, in seconds.</summary>
    public required double RoundTripSeconds { get; init; }

    /// <summary>The most that one connection carries, in bytes/s: its window over the round-trip time.</summary>
    public double ConnectionBytesPerSecond { get; init; } = double.PositiveInfinity;

    /// <summary>How often a connection is reset, per second.</summary>
    public double ResetsPerSecond { get; init; }

    /// <summary>How often a connection stops to carry anything and is not closed, per second.</summary>
    public double StallsPerSecond { get; init; }

    /// <summary>How long the link is well between two bad spells on average (exponential; Gilbert and Elliott's two states).</summary>
    public double GoodSeconds { get; init; }

    /// <summary>How long a bad spell lasts on average (exponential).</summary>
    public double BadSeconds { get; init; }

    /// <summary>How often a connection is reset in a bad spell, per second.</summary>
    public double BadResetsPerSecond { get; init; }

    /// <summary>What is left of the bandwidth in a bad spell, 0 to 1.</summary>
    public double BadShare { get; init; } = 1;

    /// <summary>
    /// The mean time between two handovers, in seconds; each comes after 0.5 to 1.5 times that. All connections end together.
    /// </summary>
    public double HandoverSeconds { get; init; }

    /// <summary>How long nothing gets through after a handover, in seconds.</summary>
    public double OutageSeconds { get; init; }

    /// <summary>A handover does not close the connections: they stall.</summary>
    public bool IsHandoverSilent { get; init; }

    /// <summary>Share of the bytes that arrive changed.</summary>
    public double CorruptionsPerByte { get; init; }

    /// <summary>Share of the requests that are cut at some byte of their body, whatever its length.</summary>
    public double DeathsPerRequest { get; init; }
}
