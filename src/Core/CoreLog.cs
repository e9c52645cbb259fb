using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core;

/// <summary>What the domain logs. An upload id shows its first characters only.</summary>
internal static partial class CoreLog
{
    [LoggerMessage(1, LogLevel.Warning, "The network counters of upload {Upload} were not written; they go out with the next write")]
    public static partial void CountersNotWritten(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(2, LogLevel.Warning, "Storage call {Operation} failed on try {Try} ({Reason}); trying again in {Delay}")]
    public static partial void StorageRetry(ILogger log, string operation, int @try, string reason, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Error, "Storage fails so often that calls are refused for {Delay}")]
    public static partial void BreakerOpened(ILogger log, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Error, "Upload {Upload} was rejected: {Code}")]
    public static partial void UploadRejected(ILogger log, UploadId upload, string code);

    [LoggerMessage(5, LogLevel.Error, "The sweep could not deal with upload {Upload}; it is filed under a later hour")]
    public static partial void SweepFailed(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(6, LogLevel.Information, "Sweep: {Examined} looked at, {Expired} expired, {RolledForward} rolled forward, {Refiled} filed again, {Removed} removed, {Failed} failed, more to do: {More}")]
    public static partial void Swept(ILogger log, int examined, int expired, int rolledForward, int refiled, int removed, int failed, bool more);

}
