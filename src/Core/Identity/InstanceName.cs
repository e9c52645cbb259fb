namespace SmartTransfer.Core.Identity;

/// <summary>The name of this process among those that serve the same storage; new at every start.</summary>
/// <param name="Value">1 to 64 characters of a-z and 0-9.</param>
public sealed record InstanceName(string Value);
