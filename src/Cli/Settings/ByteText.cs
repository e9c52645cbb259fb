using System.Globalization;

namespace SmartTransfer.Cli.Settings;

/// <summary>Numbers of bytes as people write them: 1500, 64k, 1.5M, 2GiB. A unit is 1,024 of the one below it.</summary>
internal static class ByteText
{
    private const string Units = "kmgt";

    public static long Parse(string text)
    {
        var number = text.Trim().ToLowerInvariant();
        number = number.EndsWith("/s", StringComparison.Ordinal) ? number[..^2] : number;
        number = number.EndsWith("ib", StringComparison.Ordinal) ? number[..^2] : number.EndsWith('b') ? number[..^1] : number;
        var power = number.Length > 0 ? Units.IndexOf(number[^1], StringComparison.Ordinal) + 1 : 0;
        number = power > 0 ? number[..^1] : number;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * Math.Pow(1024, power) is >= 1 and < long.MaxValue
            ? (long)(value * Math.Pow(1024, power))
            : throw new FormatException($"'{text}' is no number of bytes; write it as 500k, 2M or 1.5G.");
    }

    public static string Show(double bytes)
    {
        var power = 0;
        for (; bytes >= 1000 && power < Units.Length; power++)
        {
            bytes /= 1024;
        }

        var digits = power > 0 && bytes < 9.95 ? "0.0" : "0";
        return power == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B")
            : $"{bytes.ToString(digits, CultureInfo.InvariantCulture)} {char.ToUpperInvariant(Units[power - 1])}iB";
    }
}
