using SmartTransfer.LocalHost.Diagnostics;

namespace SmartTransfer.LocalHost.Settings;

/// <summary>What the host itself is told by its settings, read once, at start.</summary>
internal sealed record LocalHostSettings
{
    /// <summary>The Functions host's own limit, unless FUNCTIONS_REQUEST_BODY_SIZE_LIMIT says otherwise.</summary>
    public const long FunctionsBodyLimitBytes = 104_857_600;

    private const string BodyLimitSetting = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";

    public required BodyMode Bodies { get; init; }

    /// <summary>The longest body that is let in at all; null means that only the function's own limit holds.</summary>
    public required long? BodyLimitBytes { get; init; }

    public required bool RunTimersAtStart { get; init; }

    /// <summary>How long requests in flight are left alone after the host was told to stop.</summary>
    public required TimeSpan ShutdownGrace { get; init; }

    public required string RoutePrefix { get; init; }

    public required string Urls { get; init; }

    public required IReadOnlyList<string> CorsOrigins { get; init; }

    public required bool CorsCredentials { get; init; }

    public static LocalHostSettings From(IConfiguration settings)
    {
        var bodies = BodyModes.From(settings);
        var cors = (settings[$"{LocalSettingsFile.HostSection}:CORS"] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var credentials = SettingReader.Boolean(settings, $"{LocalSettingsFile.HostSection}:CORSCredentials", otherwise: false);
        if (credentials && cors.Contains("*"))
        {
            throw new StartupException(
                $"{LocalSettingsFile.Name} allows every origin (Host.CORS is *) together with credentials (Host.CORSCredentials), "
                + "which browsers refuse. Name the origins.");
        }

        return new LocalHostSettings
        {
            Bodies = bodies,
            // A self-hosted app streams bodies of any length, unless it is told a limit.
            BodyLimitBytes = SettingReader.OptionalWholeNumber(settings, BodyLimitSetting, 1, long.MaxValue)
                ?? (bodies == BodyMode.Functions ? FunctionsBodyLimitBytes : null),
            RunTimersAtStart = SettingReader.Boolean(settings, "LocalHost:RunTimersAtStart", otherwise: true),
            ShutdownGrace = TimeSpan.FromSeconds(SettingReader.WholeNumber(settings, "LocalHost:ShutdownSeconds", 5, 0, 3600)),
            RoutePrefix = HostFile.RoutePrefix(settings),
            Urls = ListenUrls.From(settings),
            CorsOrigins = cors,
            CorsCredentials = credentials,
        };
    }
}
