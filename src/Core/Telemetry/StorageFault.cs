using Polly.CircuitBreaker;
using Polly.Timeout;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Telemetry;

/// <summary>The kinds of faults of storage calls, few enough to count by.</summary>
internal static class StorageFault
{
    /// <summary>The kind of a fault, as the attribute error.type has it.</summary>
    public static string KindOf(Exception? fault) => fault switch
    {
        StorageUnavailableException { IsThrottled: true } => "throttled",
        StorageUnavailableException => "unavailable",
        TimeoutRejectedException => "timeout",
        BrokenCircuitException => "breaker_open",
        OperationCanceledException => "cancelled",
        BlockLimitReachedException => "block_limit",
        _ => "_OTHER",
    };
}
