using System.Collections.Concurrent;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Files;

namespace SmartTransfer.Testing.Client;

/// <summary>Sends chunks of a file over several connections, and keeps a record of those that were acknowledged.</summary>
public sealed class ParallelUpload(SeededFile file, string id)
{
    private readonly ConcurrentQueue<ByteRange> _acknowledged = new();

    /// <summary>The chunks that were answered with success, over all calls.</summary>
    public IReadOnlyCollection<ByteRange> Acknowledged => _acknowledged;

    /// <summary>Sends the chunks in their order, each once. Any other answer than success is an exception.</summary>
    public async Task SendAsync(IReadOnlyList<ApiClient> connections, IEnumerable<ByteRange> chunks, BodyCoding coding = BodyCoding.Length)
    {
        var queue = new ConcurrentQueue<ByteRange>(chunks);
        await Task.WhenAll(connections.Select(client => Task.Run(() => DrainAsync(client, queue, coding))));
    }

    /// <summary>Sends the chunks until all are sent or the host goes away, which is no failure here.</summary>
    public async Task SendUntilGoneAsync(
        IReadOnlyList<ApiClient> connections, IEnumerable<ByteRange> chunks, BodyCoding coding = BodyCoding.Length)
    {
        var queue = new ConcurrentQueue<ByteRange>(chunks);
        await Task.WhenAll(connections.Select(client => Task.Run(async () =>
        {
            try
            {
                await DrainAsync(client, queue, coding);
            }
            catch (HttpRequestException broken) when (broken.StatusCode is null)
            {
                // The host is gone; what it had acknowledged before is what counts.
            }
        })));
    }

    private async Task DrainAsync(ApiClient client, ConcurrentQueue<ByteRange> queue, BodyCoding coding)
    {
        while (queue.TryDequeue(out var chunk))
        {
            _ = (await client.PutChunkAsync(id, chunk.Offset, file.Read(chunk), coding)).Expected();
            _acknowledged.Enqueue(chunk);
        }
    }
}
