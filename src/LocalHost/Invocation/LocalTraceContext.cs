using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>The trace of the activity that the invocation runs in, if there is one.</summary>
internal sealed class LocalTraceContext : TraceContext
{
    public override string TraceParent { get; } = Activity.Current?.Id ?? "";

    public override string TraceState { get; } = Activity.Current?.TraceStateString ?? "";
}
