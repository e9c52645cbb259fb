namespace SmartTransfer.Bench.Rig;

/// <summary>Sends the chunks of a file over several connections: each takes the next chunk when it is done with its last.</summary>
internal static class Connections
{
    public static Task SendAsync(int connections, int chunks, Func<int, Task> send)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < chunks;)
            {
                await send(index);
            }
        }));
    }
}
