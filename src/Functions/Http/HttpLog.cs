using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Http;

/// <summary>What the HTTP surface logs.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(101, LogLevel.Error, "Request {CorrelationId} failed because of a fault in the service")]
    public static partial void Fault(ILogger log, Exception fault, string correlationId);

    [LoggerMessage(102, LogLevel.Warning, "Request {CorrelationId} failed because storage does not answer")]
    public static partial void StorageUnavailable(ILogger log, Exception fault, string correlationId);

    [LoggerMessage(103, LogLevel.Warning, "Storage could not be prepared at start; the first request will try again")]
    public static partial void NotProvisioned(ILogger log, Exception fault);

    [LoggerMessage(104, LogLevel.Warning, "The last network counters were not written; only advice depends on them")]
    public static partial void CountersLost(ILogger log, Exception fault);

    [LoggerMessage(105, LogLevel.Information, "A Transfer-Report was ignored: {Reason}")]
    public static partial void ReportIgnored(ILogger log, string reason);
}
