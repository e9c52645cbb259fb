using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>The folder that holds host.json and local.settings.json, as the Functions host looks for it.</summary>
internal static class HostFolder
{
    public const string Setting = "AzureWebJobsScriptRoot";

    public static string Find(string? configured)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            var folder = Path.GetFullPath(configured);
            return Directory.Exists(folder)
                ? folder
                : throw new StartupException($"The setting {Setting} names the folder {folder}, which does not exist.");
        }

        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, HostFile.Name)))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
