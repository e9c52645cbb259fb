using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Telemetry;

/// <summary>
/// How what is measured can be asked for. Section <c>SmartTransfer:Telemetry</c>. Where it is sent to is told by the standard
/// settings (<see cref="OtlpSettings"/>).
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>
    /// Whether GET /metrics answers with what this instance has counted, in Prometheus' text form. Default: true under the
    /// local host, false under the Functions host, where a request reaches any instance and so any numbers.
    /// </summary>
    [Setting("true or false")]
    public bool? Prometheus { get; init; }
}
