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
                "functions (a body with a Content-Length is taken in before the function is called, as the Functions host does) "
                + "or stream (every body is handed on as it arrives)"),
        };
}
