using System.Globalization;

namespace SmartTransfer.Cli.Settings;

/// <summary>Times as people write them: 90s, 5m, 2h, 1d.</summary>
internal static class TimeText
{
    public static TimeSpan Parse(string text)
    {
        var number = text.Trim();
        var seconds = number.Length == 0 ? 0 : number[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        return seconds > 0
            && double.TryParse(number[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * seconds is > 0 and <= 365 * 86400d
            ? TimeSpan.FromSeconds(value * seconds)
            : throw new FormatException($"'{text}' is no time; write it as 90s, 5m, 2h or 1d.");
    }

    public static string Show(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} d"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}"),
    };
}
