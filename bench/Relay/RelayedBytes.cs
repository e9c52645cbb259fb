namespace SmartTransfer.Bench.Relay;

/// <summary>Bytes under way.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="DueAt">When they arrive, in seconds since the link was put up.</param>
internal readonly record struct RelayedBytes(ReadOnlyMemory<byte> Bytes, double DueAt);
