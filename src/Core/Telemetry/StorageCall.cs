using System.Diagnostics;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Telemetry;

/// <summary>One storage call on its way, with all its tries. A value that changes: keep it in a variable that is not read-only.</summary>
internal struct StorageCall
{
    private readonly TransferMetrics _metrics;
    private readonly string _operation;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly Activity? _activity;
    private string? _fault;

    /// <summary>The call begins.</summary>
    public StorageCall(TransferMetrics metrics, TimeProvider clock, string operation, UploadId? upload)
    {
        (_metrics, _operation, _clock, _begun) = (metrics, operation, clock, clock.GetTimestamp());
        _activity = TransferActivities.Start("storage call", upload, ActivityKind.Client);
        _activity?.SetTag(TelemetryNames.Operation, operation);
    }

    /// <summary>Notes why the call failed.</summary>
    /// <returns>False, so that it can stand as a filter and lets every exception by.</returns>
    public bool Failed(Exception fault)
    {
        _fault = StorageFault.KindOf(fault);
        _activity?.Fail(_fault);
        VerbActivity.NoteFault(_activity, fault);
        return false;
    }

    /// <summary>The call has ended.</summary>
    public readonly void Ended()
    {
        _activity?.Dispose();
        _metrics.StorageCalled(_operation, _fault, _clock.GetElapsedTime(_begun));
    }
}
