namespace SmartTransfer.Core.Links;

/// <summary>
/// Tells how far a link can be relied on: by what failures cost with the best size, and not by the share of attempts that
/// got through, which follows from the size that was advised and would chase its own tail.
/// </summary>
public static class StabilityRule
{
    /// <summary>Fewer attempts than about three tell nothing (they fade, so three are a little less).</summary>
    public const double MinAttempts = 2.5;

    /// <summary>
    /// A link is unstable when even a chunk of the best size (<see cref="LinkEstimate.BestChance"/>) gets through with a
    /// smaller chance.
    /// </summary>
    public const double UnstableBelow = 0.8;

    /// <summary>A link is unstable, too, when a smaller share of attempts gets through: most of them fail.</summary>
    public const double MostFailBelow = 0.5;

    /// <summary>A link is unstable as long as so many failures follow one another.</summary>
    public const int UnstableInRow = 4;

    /// <summary>A link is variable when a smaller share of attempts gets through, or would with the best size.</summary>
    public const double VariableBelow = 0.95;

    /// <summary>A link is variable when ln(bytes/s) deviates by more: half as fast or half as fast again is usual then.</summary>
    public const double VariableAbove = 0.5;

    /// <summary>Judges a link.</summary>
    /// <param name="estimate">What is known of it.</param>
    /// <param name="failuresInRow">Failures since the last chunk that got through.</param>
    public static LinkStability Judge(LinkEstimate estimate, int failuresInRow) => estimate switch
    {
        { Attempts: < MinAttempts } => LinkStability.Unknown,
        { SuccessRate: < MostFailBelow } or { BestChance: < UnstableBelow } => LinkStability.Unstable,
        _ when failuresInRow >= UnstableInRow => LinkStability.Unstable,
        { SuccessRate: < VariableBelow } or { BestChance: < VariableBelow } or { Variation: > VariableAbove } => LinkStability.Variable,
        _ => LinkStability.Stable,
    };
}
