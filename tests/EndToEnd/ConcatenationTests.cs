using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Large parts that become one file over real HTTP, on storage that does not copy by itself.</summary>
public sealed class ConcatenationTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int Parts = 4;
    private const int PartBytes = 24 * 1024 * 1024;

    private static readonly (string, string)[] AfterTheAnswer = [(
        "SmartTransfer__Concatenation__RequestTime", "00:00:00"), ("SmartTransfer__Concatenation__Parallelism", "1")];

    private readonly SeededFile _file = new(seed: 61, Parts * PartBytes);

    [Fact]
    public async Task A_final_upload_that_nobody_asks_for_is_put_together_by_the_timer()
    {
        var host = await StartHostAsync(Functions, null, [.. AfterTheAnswer, ("ConcatenateSchedule", "* * * * * *")]);
        using var client = new TusClient(host.Address);
        var final = await client.StartFinalAsync(await SendPartsAsync(client));

        await Eventually.HoldsAsync(
            "the final upload is complete",
            async () => (await Stored.BlocksAsync(final)).Committed > 0
                && (await client.TryOffsetAsync($"/api/tus/{final}")) == _file.Length);

        Assert.Equal(_file.Sha256(), await Connect(host).DownloadSha256Async(final));
    }

    [Fact]
    public async Task A_host_that_is_killed_while_it_puts_parts_together_loses_nothing_and_another_goes_on()
    {
        var host = await StartHostAsync(Functions, null, [.. AfterTheAnswer, ("ConcatenateSchedule", "* * * * * *")]);
        using var client = new TusClient(host.Address);
        var final = await client.StartFinalAsync(await SendPartsAsync(client));
        await Eventually.HoldsAsync("some of it is copied", async () => (await Stored.BlocksAsync(final)).Staged > 2);
        host.Kill();
        Assert.Equal(0, (await Stored.BlocksAsync(final)).Committed);

        var next = await StartHostAsync(Functions, null, AfterTheAnswer);
        using var again = new TusClient(next.Address);
        await Eventually.HoldsAsync("HEAD makes it whole", async () => await again.TryOffsetAsync($"/api/tus/{final}") == _file.Length);

        Assert.Equal(_file.Sha256(), await Connect(next).DownloadSha256Async(final));
    }

    private async Task<IReadOnlyList<string>> SendPartsAsync(TusClient client) =>
        await Task.WhenAll(Enumerable.Range(0, Parts).Select(async part =>
    {
        var path = await client.StartAsync(PartBytes, ("Upload-Concat", "partial"));
        Assert.Equal(
            (HttpStatusCode.NoContent, (long?)PartBytes),
            await client.PatchAsync(path, 0, _file.Read(new ByteRange((long)part * PartBytes, PartBytes))));
        return path;
    }));
}
