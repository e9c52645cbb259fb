using System.Globalization;
using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>Reads single settings; what cannot be read stops the start with the setting's name, its value and what is allowed.</summary>
internal static class SettingReader
{
    public static bool Boolean(IConfiguration settings, string name, bool otherwise) =>
        settings[name] switch
        {
            null or "" => otherwise,
            var text when bool.TryParse(text, out var value) => value,
            var text => throw Refused(name, text, "true or false"),
        };

    public static long WholeNumber(IConfiguration settings, string name, long otherwise, long least, long most) =>
        OptionalWholeNumber(settings, name, least, most) ?? otherwise;

    public static long? OptionalWholeNumber(IConfiguration settings, string name, long least, long most) =>
        settings[name] switch
        {
            null or "" => null,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most => value,
            var text => throw Refused(name, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}")),
        };

    public static StartupException Refused(string name, string value, string allowed) =>
        new($"The setting {name} is '{value}'; allowed is {allowed}.");
}
