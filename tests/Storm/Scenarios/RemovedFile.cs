using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>A file that is completed and then removed, by the native API, by tus, or by both at once.</summary>
internal sealed class RemovedFile(StormSite site) : Scenario(site)
{
    protected override async Task SendAsync()
    {
        var bytes = Versions.First();
        var native = new NativeClient(Connect(), bytes, isAlone: true);
        var id = await native.StartAsync(FileName, Proof.None);
        var reply = await native.SendAsync(id, native.Cut()) ?? await native.CompleteAsync(id, Proof.Crc64);
        if (reply.IsEnd)
        {
            EndedBy(reply);
            return;
        }

        if (reply.Status is not 200)
        {
            throw new BrokenPromiseException($"An upload of one version was not completed: {reply.InFull()}");
        }

        var tus = new StreamClient(Connect(), bytes, isAlone: true);
        tus.Join($"/api/tus/{id}");
        var replies = Random.Next(3) switch
        {
            0 => [await native.RemoveAsync(id)],
            1 => [await tus.DeleteAsync()],
            _ => await Task.WhenAll(native.RemoveAsync(id), tus.DeleteAsync()),
        };

        // Who asks tus once more, because no answer came, is told that there is nothing.
        if (replies.FirstOrDefault(answer => !answer.IsSuccess && !answer.IsEnd) is { } refused)
        {
            throw new BrokenPromiseException($"A complete file was not removed: {refused.InFull()}");
        }

        FileGone(id);
    }
}
