using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>A file of several chunks whose client promises the digest of another: it is never complete.</summary>
internal sealed class RejectedFile(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var client = new NativeClient(Connect(), bytes, isAlone: true);
        var id = await client.StartAsync(FileName, Proof.None);

        // The digest of a single chunk is known before the commit, and then the upload stays open.
        var reply = await client.SendAsync(id, client.Cut(grid: bytes.Length / 7)) ?? await client.CompleteAsync(id, Proof.WrongSha256);
        switch (reply)
        {
            case { IsEnd: true } or { Code: "file-digest-mismatch" }:
                EndedBy(reply);
                break;
            default:
                throw new BrokenPromiseException($"A file with another digest than promised was {reply.InFull()}");
        }
    }
}
