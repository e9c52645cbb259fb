namespace SmartTransfer.LocalHost.Diagnostics;

/// <summary>What the host itself has to say. Paths, queries and headers are never logged: they hold ids and keys.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Function {Function} failed.")]
    public static partial void FunctionFailed(ILogger logger, string function, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "The client of function {Function} disconnected before the answer: {Reason}")]
    public static partial void ClientLeft(ILogger logger, string function, string reason);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "A client disconnected in the middle of its body ({Length} bytes announced); function {Function} was not called.")]
    public static partial void ClientLeftInBody(ILogger logger, string? function, long length);

    [LoggerMessage(4, LogLevel.Warning, "A body of {Length} bytes is over the limit of {Limit} bytes; function {Function} was not called.")]
    public static partial void BodyTooLong(ILogger logger, string? function, long length, long limit);

    [LoggerMessage(5, LogLevel.Error, "Timer {Function} failed; its next run is at {NextAt:O}.")]
    public static partial void TimerFailed(ILogger logger, string function, DateTimeOffset nextAt, Exception fault);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "A header of a request has characters outside ASCII, which the Functions host cannot pass on; function {Function} was not called.")]
    public static partial void HeaderNotAscii(ILogger logger, string function);
}
