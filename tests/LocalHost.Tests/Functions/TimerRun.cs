namespace SmartTransfer.LocalHost.Tests.Functions;

/// <summary>One run of a timer.</summary>
public sealed record TimerRun(DateTime At, DateTime Last, DateTime Next, bool IsPastDue);
