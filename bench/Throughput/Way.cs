using SmartTransfer.Bench.Rig;

namespace SmartTransfer.Bench.Throughput;

/// <summary>A way for chunks into storage.</summary>
/// <param name="Name">The way's name, for the table.</param>
/// <param name="SendFile">
/// Sends a file of these chunks by turns, so many of them, over so many connections; returns when the last chunk was answered.
/// </param>
/// <param name="Host">The host that the way leads through; null where it leads straight to storage.</param>
internal sealed record Way(string Name, Func<Chunk[], int, int, Task> SendFile, HostProcess? Host = null);
