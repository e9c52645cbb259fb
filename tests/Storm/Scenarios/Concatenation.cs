using System.Text;
using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>A client of tus that sends a file in parts at once and has them put together, sometimes before they are there.</summary>
internal sealed class Concatenation(StormSite site) : Scenario(site)
{
    private const int MostParts = 4;

    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var inner = Enumerable.Range(0, Random.Next(1, MostParts)).Select(_ => Random.Next(1, bytes.Length));
        var cuts = inner.Prepend(0).Append(bytes.Length).Order().ToArray();
        var parts = cuts.Zip(cuts.Skip(1)).Where(cut => cut.First < cut.Second)
            .Select(cut => new StreamClient(Connect(), bytes[cut.First..cut.Second], isAlone: true)).ToArray();
        foreach (var part in parts)
        {
            await part.StartAsync(FileName + ".part", deferred: false, ("Upload-Concat", "partial"));
        }

        var isEarly = Random.Next(3) == 0;
        var final = isEarly ? await StartFinalAsync(parts) : null;
        if (Random.Next(8) == 0)
        {
            // One part is given up in the middle, so there will be no whole.
            await SendOrGiveUpAsync(parts);
        }
        else if ((await Task.WhenAll(parts.Select(part => part.SendAsync()))).FirstOrDefault(reply => reply.IsEnd) is { } ended)
        {
            EndedBy(ended);
            return;
        }

        final ??= await StartFinalAsync(parts);
        if (final is not null)
        {
            await AwaitAsync(final, bytes);
        }
    }

    private async Task SendOrGiveUpAsync(StreamClient[] parts)
    {
        _ = await parts[0].SendAsync(1);
        if (await parts[0].DeleteAsync() is { Status: 204 })
        {
            Gone(parts[0].Id);
        }

        _ = await Task.WhenAll(parts.Skip(1).Select(part => part.SendAsync()));
    }

    /// <summary>Starts the whole; null where a part has ended.</summary>
    private async Task<string?> StartFinalAsync(StreamClient[] parts)
    {
        var reply = await Connect().SendAsync(
            HttpMethod.Post,
            "/api/tus",
            null,
            ("Tus-Resumable", "1.0.0"),
            ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(FileName))}"),
            ("Upload-Concat", $"final;{string.Join(' ', parts.Select(part => part.Path))}"));
        switch (reply)
        {
            case { Status: 201 }:
                return reply.Headers["Location"];
            case { Code: "partial-unusable" } or { IsEnd: true }:
                EndedBy(reply);
                return null;
            default:
                throw new BrokenPromiseException($"A final upload was {reply.InFull()}");
        }
    }

    private async Task AwaitAsync(string final, byte[] bytes)
    {
        var wire = Connect();
        while (true)
        {
            var reply = await wire.SendAsync(HttpMethod.Head, final, null, ("Tus-Resumable", "1.0.0"));
            if (reply.IsEnd)
            {
                EndedBy(reply);
                return;
            }

            if (reply.Status is not 200)
            {
                throw new BrokenPromiseException($"HEAD of a final upload was {reply.InFull()}");
            }

            if (reply.Number("Upload-Offset") == bytes.Length)
            {
                Completed(StreamClient.IdOf(final), bytes);
                return;
            }

            await wire.PauseAsync();
        }
    }
}
