using SmartTransfer.Core.Ledgers;
using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>An upload that is begun in chunks of the native API and is continued and completed by tus.</summary>
internal sealed class BothDialects(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var native = new NativeClient(Connect(), bytes, isAlone: true);
        var id = await native.StartAsync(FileName, Proof.None);
        var chunks = native.Cut().OrderBy(chunk => chunk.Offset).ToArray();
        ByteRange[] beginning = [.. chunks.Take(chunks.Length / 2)];
        if (await native.SendAsync(id, beginning) is { } early)
        {
            EndedBy(early);
            return;
        }

        var client = new StreamClient(Connect(), bytes, isAlone: true);
        client.Join($"/api/tus/{id}");
        var reply = await client.SendAsync();
        if (reply.IsEnd)
        {
            EndedBy(reply);
        }
        else
        {
            Completed(id, bytes);
        }
    }
}
