using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>A JSON file as flat settings (<c>a:b:c</c>); comments and trailing commas are allowed.</summary>
internal static class JsonFile
{
    /// <exception cref="StartupException">The file is there but cannot be read as JSON.</exception>
    public static IConfigurationRoot Read(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: true, reloadOnChange: false).Build();
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be read: {Reason(fault)}", fault);
        }
    }

    // The parser's own words (line and position) are innermost.
    private static string Reason(Exception fault) => fault.GetBaseException().Message;
}
