using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>
/// local.settings.json: <c>Values</c> are settings, <c>ConnectionStrings</c> keep their section, and <c>Host</c> tells the host
/// itself what to listen on and which origins may call it.
/// </summary>
internal static class LocalSettingsFile
{
    public const string Name = "local.settings.json";

    /// <summary>Where the entries of <c>Host</c> stand among the settings.</summary>
    public const string HostSection = "LocalSettings:Host";

    public static IEnumerable<KeyValuePair<string, string?>> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        var file = JsonFile.Read(path);
        if (string.Equals(file["IsEncrypted"], bool.TrueString, StringComparison.OrdinalIgnoreCase))
        {
            throw new StartupException(
                $"{path} is encrypted (IsEncrypted is true), and only the tools that encrypted it can read it. "
                + "Decrypt it (func settings decrypt), or set IsEncrypted to false and write the values in plain text.");
        }

        return Entries(file, "Values", "")
            .Concat(Entries(file, "ConnectionStrings", "ConnectionStrings:"))
            .Concat(Entries(file, "Host", HostSection + ":"));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Entries(IConfiguration file, string section, string prefix) =>
        file.GetSection(section).AsEnumerable(makePathsRelative: true)
            .Where(entry => entry.Value is not null)
            .Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value));
}
