namespace SmartTransfer.Core.Network;

/// <summary>Tells how far a link can be relied on, from its estimate alone.</summary>
public static class StabilityRule
{
    /// <summary>Fewer attempts than about three tell nothing (they fade, so three are a little less).</summary>
    public const double MinAttempts = 2.5;

    /// <summary>A link is unstable when a smaller share of attempts gets through.</summary>
    public const double UnstableBelow = 0.8;

    /// <summary>A link is variable when a smaller share of attempts gets through.</summary>
    public const double VariableBelow = 0.95;

    /// <summary>A link is variable when ln(bytes/s) deviates by more: half as fast or half as fast again is usual then.</summary>
    public const double VariableAbove = 0.5;

    /// <summary>Judges a link.</summary>
    public static LinkStability Judge(LinkEstimate estimate) => estimate switch
    {
        { Attempts: < MinAttempts } => LinkStability.Unknown,
        { SuccessRate: < UnstableBelow } => LinkStability.Unstable,
        { SuccessRate: < VariableBelow } or { Variation: > VariableAbove } => LinkStability.Variable,
        _ => LinkStability.Stable,
    };
}
