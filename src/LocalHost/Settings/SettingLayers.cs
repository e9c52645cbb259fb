using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>
/// All settings in one dictionary. Later layers win: defaults, host.json, local.settings.json, environment, command line.
/// <c>A__B</c> and <c>A:B</c> are one setting, whichever layer writes it in which form, and it can be read in both.
/// </summary>
internal static class SettingLayers
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Azure"] = "Warning",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    public static Dictionary<string, string?> Read(string[] args)
    {
        var commandLine = CommandLine(args);
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var folder = HostFolder.Find(commandLine[HostFolder.Setting] ?? environment[HostFolder.Setting]);

        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        IEnumerable<KeyValuePair<string, string?>>[] layers =
        [
            Defaults,
            HostFile.Read(folder),
            LocalSettingsFile.Read(folder),
            environment.AsEnumerable(),
            commandLine.AsEnumerable(),
        ];
        foreach (var (name, value) in layers.SelectMany(layer => layer))
        {
            if (value is not null)
            {
                settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }

        settings[HostFolder.Setting] = folder;
        foreach (var (name, value) in settings.ToList())
        {
            settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return settings;
    }

    private static IConfigurationRoot CommandLine(string[] args)
    {
        try
        {
            return new ConfigurationBuilder().AddCommandLine(args).Build();
        }
        catch (FormatException fault)
        {
            throw new StartupException($"The command line cannot be read: {fault.Message} Settings are written --Name=value.", fault);
        }
    }
}
