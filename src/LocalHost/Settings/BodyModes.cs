namespace SmartTransfer.LocalHost.Settings;

/// <summary>The names of the body modes.</summary>
internal static class BodyModes
{
    /// <summary>By which the app learns that bodies stream.</summary>
    public const string StreamsSetting = "SmartTransfer:Network:BodiesStream";

    private const string Setting = "LocalHost:Bodies";

    public static BodyMode From(IConfiguration settings) =>
        (settings[Setting] ?? "").ToUpperInvariant() switch
        {
            "" or "FUNCTIONS" => BodyMode.Functions,
            "STREAM" => BodyMode.Stream,
            _ => throw SettingReader.Refused(
                Setting,
                settings[Setting]!,
                "functions (a body with a Content-Length is read in full before the function is called, as under the Functions host) "
                + "or stream (every body is passed on as it arrives)"),
        };
}
