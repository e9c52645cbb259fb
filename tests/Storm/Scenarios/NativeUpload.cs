using SmartTransfer.Core.Ledgers;
using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>
/// One client of the native API. It may lose its memory and ask, begin again with other chunks, give up or vanish; but it has one
/// version of the file.
/// </summary>
internal sealed class NativeUpload(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var client = new NativeClient(Connect(), bytes, isAlone: true);
        var proof = (Proof)Random.Next(5);
        var id = await client.StartAsync(FileName, proof);
        Story.Tell($"{id}, proof: {proof}");
        var chunks = client.Cut();
        if (Random.NextDouble() < 0.7)
        {
            var some = chunks[..Random.Next(chunks.Length + 1)];
            if (await client.SendAsync(id, some) is { } early)
            {
                EndedBy(early);
                return;
            }

            switch (Random.Next(4))
            {
                case 0:
                    Outcome = "vanished";
                    return;
                case 1:
                    await CancelAsync(client, id);
                    return;
                case 2:
                    chunks = client.Cut();
                    break;
                default:
                    chunks = await client.MissingAsync(id) is { } missing ? [.. missing] : [];
                    break;
            }
        }

        await FinishAsync(client, id, proof, chunks, bytes);
    }

    private async Task CancelAsync(NativeClient client, string id)
    {
        var reply = await client.CancelAsync(id);
        if (reply.Status is 204)
        {
            Gone(id);
            return;
        }

        EndedBy(reply.IsEnd ? reply : throw new BrokenPromiseException($"A cancel of an open upload was {reply.InFull()}"));
    }

    private async Task FinishAsync(NativeClient client, string id, Proof proof, ByteRange[] chunks, byte[] bytes)
    {
        var reply = await client.SendAsync(id, chunks) ?? await client.CompleteAsync(id, proof);
        if (reply.Status is 200)
        {
            Completed(id, bytes);
            return;
        }

        EndedBy(reply.IsEnd ? reply : throw new BrokenPromiseException($"An upload of one version was not completed: {reply.InFull()}"));
    }
}
