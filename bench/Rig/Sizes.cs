using System.Globalization;

namespace SmartTransfer.Bench.Rig;

/// <summary>Byte counts, as the tables show them.</summary>
internal static class Sizes
{
    public const int KiB = 1024;
    public const int MiB = 1024 * KiB;
    public const long GiB = 1024L * MiB;

    public static string Text(long bytes) => bytes switch
    {
        >= GiB => FormattableString.Invariant($"{(double)bytes / GiB:0.##} GiB"),
        >= MiB => FormattableString.Invariant($"{(double)bytes / MiB:0.##} MiB"),
        _ => FormattableString.Invariant($"{(double)bytes / KiB:0.##} KiB"),
    };

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
