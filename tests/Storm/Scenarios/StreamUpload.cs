using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>
/// One client of tus, and perhaps late copies of what it sent. It may give up or vanish; but there is one version of the bytes, so
/// nothing conflicts and the offset never falls.
/// </summary>
internal sealed class StreamUpload(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var client = new StreamClient(Connect(), bytes, isAlone: true);
        await client.StartAsync(FileName, deferred: Random.Next(4) == 0);
        var echoing = Random.Next(3) == 0 ? EchoAsync(client.Path, bytes) : Task.CompletedTask;
        var wish = Random.Next(7);
        var reply = await client.SendAsync(wish < 3 ? Random.Next(1, bytes.Length) : null);
        if (reply.IsEnd)
        {
            EndedBy(reply);
        }
        else if (wish == 0)
        {
            Outcome = "vanished";
        }
        else if (wish == 1)
        {
            await DeleteAsync(client);
        }
        else
        {
            // Of those that stopped in the middle the last one goes on.
            reply = wish == 2 ? await client.SendAsync() : reply;
            if (reply.IsEnd)
            {
                EndedBy(reply);
            }
            else
            {
                Completed(client.Id, bytes);
            }
        }

        await echoing;
    }

    private async Task DeleteAsync(StreamClient client)
    {
        switch (await client.DeleteAsync())
        {
            case { Status: 204 }:
                Gone(client.Id);
                break;
            case { IsEnd: true } reply:
                EndedBy(reply);
                break;
            case var refused:
                throw new BrokenPromiseException($"A DELETE was {refused.InFull()}");
        }
    }

    /// <summary>Sends pieces of the same bytes from wherever the upload stood a while ago.</summary>
    private async Task EchoAsync(string path, byte[] bytes)
    {
        var echo = new StreamClient(Connect(), bytes, isAlone: true);
        echo.Join(path);
        for (var n = 0; n < 4; n++)
        {
            if (await echo.AskAsync() is not { IsSuccess: true } reply || reply.Number("Upload-Offset") == bytes.Length)
            {
                return;
            }

            await Task.Delay(Random.Next(400), Ending);
            _ = await echo.PatchAsync((int)reply.Number("Upload-Offset")!.Value, bytes.Length);
        }
    }
}
