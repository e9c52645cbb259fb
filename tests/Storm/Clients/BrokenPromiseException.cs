namespace SmartTransfer.Storm.Clients;

/// <summary>The service answered what docs/protocol.md does not allow at this point.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
