using System.Security.Cryptography;

namespace SmartTransfer.Functions.Http;

/// <summary>Where delays get their randomness from.</summary>
/// <param name="Next">Gives a number from [0, 1).</param>
public sealed record Jitter(Func<double> Next)
{
    /// <summary>Randomness that nobody can foresee.</summary>
    public static Jitter Random { get; } = new(() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue);
}
