using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace SmartTransfer.Functions.Telemetry;

/// <summary>
/// The standard settings of OpenTelemetry (opentelemetry.io/docs/specs/otel/protocol/exporter). The library reads them
/// itself, and passes over what it cannot use without a word; here that stops the start.
/// </summary>
internal static class OtlpSettings
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string ServiceName = "OTEL_SERVICE_NAME";

    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string Timeout = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const string Disabled = "OTEL_SDK_DISABLED";

    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    /// <summary>Whether telemetry is to be sent.</summary>
    public static bool AreSet(IConfiguration configuration) => !IsOff(configuration) && !string.IsNullOrEmpty(configuration[Endpoint]);

    /// <summary>Whether OpenTelemetry is switched off as a whole.</summary>
    public static bool IsOff(IConfiguration configuration) =>
        string.Equals(configuration[Disabled], bool.TrueString, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with them, one sentence each.</summary>
    public static IEnumerable<string> Broken(IConfiguration configuration)
    {
        var endpoint = configuration[Endpoint];
        if (!string.IsNullOrEmpty(endpoint) && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && (
            uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
        {
            yield return $"{Endpoint} is '{endpoint}', which is not an absolute http or https URL; give, for instance, "
                + "http://collector:4317 for grpc or http://collector:4318 for http/protobuf.";
        }

        var protocol = configuration[Protocol];
        if (!string.IsNullOrEmpty(protocol) && !Protocols.Contains(protocol, StringComparer.Ordinal))
        {
            yield return $"{Protocol} is '{protocol}'; it must be {string.Join(" or ", Protocols)}.";
        }

        var headers = configuration[Headers];
        if (!string.IsNullOrEmpty(headers) && !headers.Split(',').All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            yield return $"{Headers} is set (its value is not shown), but is not a list of name=value, separated by commas.";
        }

        var timeout = configuration[Timeout];
        if (!string.IsNullOrEmpty(timeout) && !(
            int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0))
        {
            yield return $"{Timeout} is '{timeout}', which is not a whole number above 0; give it in milliseconds.";
        }
    }
}
