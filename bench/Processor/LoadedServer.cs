using SmartTransfer.Bench.Rig;
using SmartTransfer.Bench.Tus;

namespace SmartTransfer.Bench.Processor;

/// <summary>A server, and one way of sending files to it.</summary>
/// <param name="Name">Server, protocol and coding, for the table.</param>
/// <param name="ProcessorTime">User and system time of the server's process so far, as the system counts it.</param>
/// <param name="SendFileAsync">Sends chunks over several connections: chunks, how many, connections.</param>
internal sealed record LoadedServer(string Name, Func<TimeSpan> ProcessorTime, Func<Chunk[], int, int, Task> SendFileAsync)
{
    public const string Floor = "floor: a relay that digests";
    public const string Peer = "@tus/server";

    // The runtime compiles in the background, and begins only when nothing new has been called for a while.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(30);
    private const int MostPauses = 20;

    /// <summary>
    /// Waits until the process does nothing any more: what it compiles after it was used first is not part of what a request costs, and
    /// takes long on a busy machine.
    /// </summary>
    public async Task QuietAsync()
    {
        for (var pause = 0; pause < MostPauses; pause++)
        {
            var before = ProcessorTime();
            await Task.Delay(Pause);
            if (ProcessorTime() - before < QuietTime)
            {
                return;
            }
        }
    }

    /// <summary>Nothing but two sockets, with and without digests.</summary>
    public static LoadedServer Of(FloorProcess floor, string name) => new(name, () => floor.ProcessorTime, floor.SendFileAsync);

    /// <summary>The native API: one upload over all connections.</summary>
    public static LoadedServer Native(HostProcess host, UploadClient client, string bodies, bool chunked) => new(
        $"native, {(chunked ? "chunked" : "Content-Length")}, {bodies}",
        () => host.ProcessorTime,
        async (chunks, count, connections) =>
        {
            var bytes = (long)chunks[0].Bytes.Length;
            var id = await client.StartAsync(bytes * count);
            await Connections.SendAsync(
                connections, count, index => client.PutAsync(id, bytes * index, chunks[index % chunks.Length], chunked));
        });

    /// <summary>tus: an upload for each connection.</summary>
    public static LoadedServer Tus(string name, Func<TimeSpan> processorTime, TusPatches client) => new(
        name,
        processorTime,
        (chunks, count, connections) =>
            Task.WhenAll(Enumerable.Range(0, connections).Select(_ => client.SendFileAsync(chunks, count / connections))));
}
