using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>The trace of the activity that the invocation runs in, else the one that the caller named, if any.</summary>
internal sealed class LocalTraceContext(HttpRequest? request) : TraceContext
{
    public override string TraceParent { get; } = Activity.Current?.Id ?? request?.Headers.TraceParent.ToString() ?? "";

    public override string TraceState { get; } = Activity.Current?.TraceStateString ?? request?.Headers.TraceState.ToString() ?? "";
}
