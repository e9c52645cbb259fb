namespace SmartTransfer.LocalHost.Settings;

/// <summary>What the host listens on: <c>--urls</c>, else ASPNETCORE_URLS, else the loopback port that local.settings.json names.</summary>
internal static class ListenUrls
{
    private const int DefaultPort = 7071;

    public static string From(IConfiguration settings)
    {
        foreach (var name in (string[])["urls", "ASPNETCORE_URLS"])
        {
            if (settings[name] is { } urls && !string.IsNullOrWhiteSpace(urls))
            {
                Check(name, urls);
                return urls;
            }
        }

        var port = SettingReader.WholeNumber(settings, $"{LocalSettingsFile.HostSection}:LocalHttpPort", DefaultPort, 0, ushort.MaxValue);
        return FormattableString.Invariant($"http://127.0.0.1:{port}");
    }

    private static void Check(string name, string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsUsable(url))
            {
                throw SettingReader.Refused(name, urls, "one or more addresses such as http://127.0.0.1:7071, separated by semicolons");
            }
        }
    }

    private static bool IsUsable(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is >= 0 and <= ushort.MaxValue;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
