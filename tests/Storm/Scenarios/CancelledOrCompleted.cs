using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>One client completes an upload while another gives it up: one of both, never both.</summary>
internal sealed class CancelledOrCompleted(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var (client, other) = (new NativeClient(Connect(), bytes, isAlone: true), new NativeClient(Connect(), bytes, isAlone: true));
        var id = await client.StartAsync(FileName, Proof.None);
        if (await client.SendAsync(id, client.Cut()) is { } ended)
        {
            EndedBy(ended);
            return;
        }

        var completing = client.CompleteAsync(id, Proof.Crc64);
        await Task.Delay(Random.Next(30), Ending);
        var cancelled = await other.CancelAsync(id);
        var completed = await completing;
        if (completed.IsEnd && cancelled.IsEnd)
        {
            EndedBy(completed);
            return;
        }

        if (completed.Status is 200 == cancelled.Status is 204)
        {
            throw new BrokenPromiseException($"Complete: {completed.InFull()}; cancel: {cancelled.InFull()}");
        }

        if (completed.Status is 200)
        {
            Completed(id, bytes);
        }
        else
        {
            Gone(id);
        }
    }
}
