namespace SmartTransfer.Bench.Links;

/// <summary>What a <see cref="RandomStream"/> is for.</summary>
internal static class Purpose
{
    public const ulong Levels = 1;
    public const ulong Spells = 2;
    public const ulong Handovers = 3;
    public const ulong Jitter = 4;

    /// <summary>Of the n-th connection: when it is reset or stalls.</summary>
    public static ulong Faults(int connection) => 1000 + (ulong)connection;

    /// <summary>Of the n-th connection: what becomes of each request.</summary>
    public static ulong Requests(int connection) => 2000 + (ulong)connection;
}
