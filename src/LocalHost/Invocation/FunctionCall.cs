using Microsoft.Azure.Functions.Worker;

namespace SmartTransfer.LocalHost.Invocation;

/// <summary>What one call of a function has to draw its arguments from.</summary>
internal sealed record FunctionCall(FunctionContext Context, HttpRequest? Request = null, TimerInfo? Timer = null);
