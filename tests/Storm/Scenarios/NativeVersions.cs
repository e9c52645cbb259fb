using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>
/// Two clients of the native API send two versions of a file to one upload. Each sends all of its version before it completes; so
/// whichever is told success has the file that it sent, with a proof or without.
/// </summary>
internal sealed class NativeVersions(StormSite site) : Scenario(site)
{
    public override string? JudgeUntold(byte[] file) => Versions.JudgeAny(file);

    protected override async Task SendAsync()
    {
        var (mine, others) = (Versions.Second(), Versions.First());
        var live = new NativeClient(Connect(), mine, isAlone: false);
        var other = new NativeClient(Connect(), others, isAlone: false);
        var grid = mine.Length / Random.Next(4, 9);
        var isZombie = Random.Next(3) > 0;

        // Who says nothing of the file is told success for any file that is complete already.
        var proof = isZombie && Random.Next(2) == 0 ? Proof.None : Proof.Crc64;
        var id = await live.StartAsync(FileName, Proof.None);
        Story.Tell($"{id}, proof: {proof}, {(isZombie ? "beside a zombie" : "two live clients")}");
        var haunting = isZombie ? HauntAsync(other, id, grid) : FinishAsync(other, id, others, Proof.Crc64, grid);
        await FinishAsync(live, id, mine, proof, grid);
        await haunting;
    }

    private static async Task HauntAsync(NativeClient zombie, string id, int grid)
    {
        var chunks = zombie.Cut(grid);
        foreach (var chunk in chunks[..((chunks.Length / 2) + 1)])
        {
            _ = await zombie.TrySendAsync(id, chunk);
        }
    }

    private async Task FinishAsync(NativeClient client, string id, byte[] bytes, Proof proof, int grid)
    {
        var reply = await client.SendAsync(id, client.Cut(grid));
        if (reply is null or { Code: "upload-completed" or "upload-committing" })
        {
            reply = await client.CompleteAsync(id, proof);
        }

        switch (reply)
        {
            case { Status: 200 }:
                Completed(id, bytes);
                break;
            case { IsEnd: true }:
                EndedBy(reply);
                break;
            case { Code: "file-digest-mismatch" or "completed-otherwise" or "upload-completed" }:
                Story.Tell("The other client's version won.");
                break;
            default:
                throw new BrokenPromiseException($"A client with all of its version stored was refused: {reply.InFull()}");
        }
    }
}
