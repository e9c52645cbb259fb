using Microsoft.Extensions.Logging;

namespace SmartTransfer.Functions.Service;

/// <summary>What is logged of the sweep beside what the sweep itself logs.</summary>
internal static partial class SweepLog
{
    [LoggerMessage(120, LogLevel.Warning, "The sweep at the start failed; the next scheduled one will do its work")]
    public static partial void NotAtStart(ILogger log, Exception fault);
}
