namespace SmartTransfer.LocalHost.Settings;

/// <summary>host.json, whose entries are settings below <c>AzureFunctionsJobHost</c>, so that any of them can be overridden.</summary>
internal static class HostFile
{
    public const string Name = "host.json";
    public const string Section = "AzureFunctionsJobHost";

    public static IEnumerable<KeyValuePair<string, string?>> Read(string folder) =>
        JsonFile.Read(Path.Combine(folder, Name)).AsEnumerable()
            .Where(entry => entry.Value is not null)
            .Select(entry => KeyValuePair.Create($"{Section}:{entry.Key}", entry.Value));

    /// <summary>What every route begins with; empty means nothing.</summary>
    public static string RoutePrefix(IConfiguration settings) =>
        (settings[$"{Section}:extensions:http:routePrefix"] ?? "api").Trim('/');
}
