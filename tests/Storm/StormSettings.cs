using System.Globalization;

namespace SmartTransfer.Storm;

/// <summary>How much of a storm there is to be.</summary>
/// <param name="Seed">What decides everything that is left to chance, but for what the machine's own timing decides.</param>
/// <param name="Uploads">Uploads of one round, each with its clients.</param>
/// <param name="AtOnce">Uploads that are worked on at once.</param>
/// <param name="Seconds">Rounds are begun until so much time is over; 0 for one round.</param>
/// <param name="LogFile">A file to which each round's figures are added; null for none.</param>
internal sealed record StormSettings(int Seed, int Uploads, int AtOnce, int Seconds, string? LogFile)
{
    private const string Prefix = "SMARTTRANSFER_STORM_";

    /// <summary>The short form, unless the environment says otherwise.</summary>
    public static StormSettings FromEnvironment() => new(
        Number("SEED", 1),
        Number("UPLOADS", 40),
        Number("AT_ONCE", 10),
        Number("SECONDS", 0),
        Environment.GetEnvironmentVariable(Prefix + "LOG"));

    private static int Number(string name, int otherwise) => Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } text
        ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : otherwise;
}
