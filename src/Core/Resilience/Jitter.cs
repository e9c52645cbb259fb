namespace SmartTransfer.Core.Resilience;

/// <summary>Where delays get their randomness from.</summary>
/// <param name="Next">Gives a number from [0, 1).</param>
public sealed record Jitter(Func<double> Next);
