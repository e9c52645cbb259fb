using Microsoft.Extensions.Logging;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Telemetry;

/// <summary>What the domain logs. An upload is named by its key: an id's text gives that.</summary>
internal static partial class CoreLog
{
    [LoggerMessage(1, LogLevel.Warning, "The network counters of upload {Upload} were not written; the next write includes them")]
    public static partial void CountersNotWritten(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(2, LogLevel.Warning, "Storage call {Operation} failed on try {Try} ({Reason}); trying again in {Delay}")]
    public static partial void StorageRetry(ILogger log, string operation, int @try, string reason, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Error, "Storage fails so often that calls are refused for {Delay}")]
    public static partial void BreakerOpened(ILogger log, TimeSpan delay);

    [LoggerMessage(EventId = 4, Message = "Upload {Upload} was rejected: {Code}")]
    public static partial void UploadRejected(ILogger log, LogLevel level, UploadId upload, string code);

    [LoggerMessage(5, LogLevel.Error, "The sweep could not handle upload {Upload}; it will look again after a pause")]
    public static partial void SweepFailed(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(
        6,
        LogLevel.Information,
        "Sweep: {Examined} looked at, {Expired} expired, {RolledForward} rolled forward, {Refiled} filed under a later time, "
        + "{Removed} removed, {Failed} failed, more to do: {More}")]
    public static partial void Swept(
        ILogger log, int examined, int expired, int rolledForward, int refiled, int removed, int failed, bool more);

    [LoggerMessage(
        7,
        LogLevel.Warning,
        "What is remembered about a client's network could not be read; its upload starts as if the client were unknown")]
    public static partial void ProfileNotRead(ILogger log, Exception fault);

    [LoggerMessage(8, LogLevel.Warning, "What was learned about a client's network could not be written; only advice depends on it")]
    public static partial void ProfileNotWritten(ILogger log, Exception fault);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "What was learned about a client's network was not written, because another write came first {Tries} times; only advice "
        + "depends on it")]
    public static partial void ProfileForestalled(ILogger log, int tries);

    [LoggerMessage(
        10,
        LogLevel.Information,
        "Sweep of client profiles: {Examined} looked at, {Refiled} filed under a later time, {Removed} removed, {Failed} failed, "
        + "more to do: {More}")]
    public static partial void ProfilesSwept(ILogger log, int examined, int refiled, int removed, int failed, bool more);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "Upload {Upload} has ended but still counts as one of its client's open uploads; a later request or the sweep will correct that")]
    public static partial void OpenUploadNotStruckOut(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(
        32, LogLevel.Error, "The sweep could not remove the records of what clients used on earlier days; the next run will try again")]
    public static partial void AllowancesNotSwept(ILogger log, Exception fault);

    [LoggerMessage(
        33,
        LogLevel.Error,
        "The sweep failed to handle upload {Upload} {Failures} times in a row and sets it aside: its entry in the table of expiries is "
        + "under {Hour}, where no run looks")]
    public static partial void SetAside(ILogger log, UploadId upload, int failures, string hour);

    [LoggerMessage(
        34,
        LogLevel.Error,
        "Putting final upload {Upload} together failed {Failures} times in a row; it is given up, and its client is told so")]
    public static partial void FinalGivenUp(ILogger log, UploadId upload, int failures);

    [LoggerMessage(35, LogLevel.Warning, "Final upload {Upload} was worked on and not one block could be copied; it will be tried again")]
    public static partial void NothingCopied(ILogger log, UploadId upload);

    [LoggerMessage(
        36, LogLevel.Warning, "Upload {Upload} has ended but is listed as open; whoever lists it will find out and correct that")]
    public static partial void EndNotListed(ILogger log, Exception fault, UploadId upload);

    [LoggerMessage(50, LogLevel.Warning, "Event {Event} was not delivered to {Sink} ({Reason}); it will be tried again")]
    public static partial void EventNotDelivered(ILogger log, string @event, string sink, string reason);

    [LoggerMessage(
        51,
        LogLevel.Error,
        "Event {Event} could not be delivered to {Sink} ({Reason}) and is set aside; "
            + "POST /events/retry delivers it once the receiver works")]
    public static partial void EventSetAside(ILogger log, string @event, string sink, string reason);

    [LoggerMessage(52, LogLevel.Error, "Sink {Sink} failed in a way that it should not")]
    public static partial void SinkFault(ILogger log, Exception fault, string sink);

    [LoggerMessage(53, LogLevel.Warning, "Event {Event} is left to the timer")]
    public static partial void EventLeft(ILogger log, Exception fault, string @event);

    [LoggerMessage(54, LogLevel.Warning, "{Count} events were delivered but not noted as such; they will be delivered once more")]
    public static partial void EventsNotConfirmed(ILogger log, Exception fault, int count);

    [LoggerMessage(
        55,
        LogLevel.Information,
        "Events: {Examined} entries looked at, {Delivered} delivered, {Waiting} waiting, {Dropped} dropped, {Failed} failed, "
        + "more to do: {More}")]
    public static partial void EventsDelivered(
        ILogger log, int examined, int delivered, int waiting, int dropped, int failed, bool more);

    [LoggerMessage(60, LogLevel.Warning, "The hook before a start gave no usable answer; the upload {Follows}")]
    public static partial void HookUnavailable(ILogger log, Exception fault, string follows);

    [LoggerMessage(11, LogLevel.Error, "The sweep could not handle a client's profile; it will look again on a later day")]
    public static partial void ProfilesNotSwept(ILogger log, Exception fault);

    [LoggerMessage(12, LogLevel.Information, "Concatenation: {Examined} final uploads resumed, {Completed} completed, {Failed} failed")]
    public static partial void Concatenated(ILogger log, int examined, int completed, int failed);
}
