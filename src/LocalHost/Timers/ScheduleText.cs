using System.Globalization;
using System.Text.RegularExpressions;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Timers;

/// <summary>Reads the schedule that a timer trigger names: <c>%SETTING%</c> is replaced by that setting's value first.</summary>
internal static partial class ScheduleText
{
    /// <exception cref="StartupException">A setting is missing.</exception>
    public static string Resolve(string function, string text, IConfiguration settings) =>
        SettingName().Replace(text, match =>
            settings[match.Groups[1].Value] is { Length: > 0 } value
                ? value
                : throw new StartupException(
                    $"Function {function}: its schedule is the setting {match.Groups[1].Value}, which is not set. "
                    + "Set it under Values in local.settings.json or in the environment, for instance to '0 */5 * * * *'."));

    /// <exception cref="StartupException">The text is neither a cron expression nor a time span.</exception>
    public static ISchedule Parse(string function, string text)
    {
        if (CronSchedule.TryParse(text) is { } cron)
        {
            return cron;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new IntervalSchedule(interval)
            : throw new StartupException(
                $"Function {function}: the schedule '{text}' is neither a cron expression of six fields "
                + "(second minute hour day month weekday), nor one of five, nor a time span longer than zero.");
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex SettingName();
}
