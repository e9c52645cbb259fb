namespace SmartTransfer.Core.Ports;

/// <summary>What all instances together have taken of what a client may have in a window of time.</summary>
/// <param name="Key">Whose, of what, and on which day.</param>
/// <param name="Window">The window's number within the day, from 0.</param>
/// <param name="Taken">How much of it is taken, whether used yet or not.</param>
public sealed record Allowance(AllowanceKey Key, long Window, long Taken)
{
    /// <summary>The store's version of this record (an ETag), for the next write; null before the first.</summary>
    public string? Version { get; init; }
}
