using SmartTransfer.Storm.Clients;

namespace SmartTransfer.Storm.Scenarios;

/// <summary>
/// A client of tus beside a zombie, which sends another version of the file from wherever it was last acknowledged, and never asks.
/// </summary>
internal sealed class StreamVersions(StormSite site) : Scenario(site)
{
    private const int MostHauntings = 8;

    public override string? JudgeUntold(byte[] file) => Versions.JudgeAny(file);

    protected override async Task SendAsync()
    {
        var mine = Versions.Second();
        var grid = mine.Length / Random.Next(3, 7);
        var live = new StreamClient(Connect(), mine, isAlone: false, proves: Random.Next(2) == 0, grid);
        await live.StartAsync(FileName, deferred: false);
        var haunting = HauntAsync(live.Path, Versions.First(), grid);
        var reply = await live.SendAsync();
        if (reply.IsEnd)
        {
            EndedBy(reply);
        }
        else
        {
            Completed(live.Id, mine, live.AskedOffset, live.AskedCrc64);
        }

        await haunting;
    }

    private async Task HauntAsync(string path, byte[] bytes, int grid)
    {
        var zombie = new StreamClient(Connect(), bytes, isAlone: false, grid: grid);
        zombie.Join(path);
        for (var (n, offset) = (0, 0); n < MostHauntings && offset < bytes.Length; n++)
        {
            offset = await zombie.PatchAsync(offset, zombie.Some(offset, bytes.Length)) is { Status: 204 } reply
                ? (int)reply.Number("Upload-Offset")!.Value
                : offset;
            await Task.Delay(Random.Next(100), Ending);
        }
    }
}
