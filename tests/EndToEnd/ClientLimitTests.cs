using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Limits per client, which two hosts on one storage share.</summary>
public sealed class ClientLimitTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int ChunkBytes = 512 * 1024;

    private static readonly (string, string) Secret = ("SmartTransfer__Network__ClientKeySecret", "0123456789abcdef0123456789abcdef");

    [Fact]
    public async Task Two_instances_count_open_uploads_together()
    {
        var (here, there) = await StartAsync(("SmartTransfer__ClientLimits__MaxOpenSessions", "3"));
        var ids = new List<string>();
        foreach (var client in (ApiClient[])[here, there, here])
        {
            ids.Add((await client.StartAsync("a.bin", 1)).Id);
        }

        Assert.Equal("too-many-open-uploads", (await TryStartAsync(there)).ProblemCode);
        Assert.Equal("too-many-open-uploads", (await TryStartAsync(here)).ProblemCode);
        Assert.True((await there.CancelAsync(ids[0])).IsSuccess);
        Assert.True((await TryStartAsync(here)).IsSuccess);

        // Many starts at once, with room for one.
        Assert.True((await there.CancelAsync(ids[1])).IsSuccess);
        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => TryStartAsync(n % 2 == 0 ? here : there)));
        Assert.InRange(started.Count(answer => answer.IsSuccess), 0, 1);
    }

    [Fact]
    public async Task Two_instances_count_the_bytes_of_a_day_together()
    {
        const int most = 17;
        var (here, there) = await StartAsync(("SmartTransfer__ClientLimits__MaxBytesPerDay", $"{most * ChunkBytes}"));
        var file = new SeededFile(seed: 9, 40 * ChunkBytes);
        var upload = await here.StartAsync("bytes.bin", file.Length);
        var taken = 0;
        await Task.WhenAll(((ApiClient[])[here, there, here, there]).Select(async (client, n) =>
        {
            for (var chunk = n; chunk < 40; chunk += 4)
            {
                var answer = await client.PutChunkAsync(
                    upload.Id, (long)chunk * ChunkBytes, file.Read(new Core.Ledgers.ByteRange((long)chunk * ChunkBytes, ChunkBytes)));
                if (answer.IsSuccess)
                {
                    Interlocked.Increment(ref taken);
                }
                else
                {
                    Assert.Equal(((HttpStatusCode)429, "too-many-bytes"), (answer.Status, answer.ProblemCode));
                }
            }
        }));
        Assert.InRange(taken, most / 2, most);
    }

    [Fact]
    public async Task Two_instances_count_requests_together()
    {
        // A window so long that the test lies within two of them.
        var (here, there) = await StartAsync(
            ("SmartTransfer__ClientLimits__MaxRequestsPerSecond", "1"), ("SmartTransfer__ClientLimits__RequestWindow", "00:01:00"));
        var id = (await here.StartAsync("a.bin", 1)).Id;
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(n => (n % 2 == 0 ? here : there).TryStatusAsync(id)));
        Assert.InRange(answers.Count(answer => answer.IsSuccess), 20, 119);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => Assert.Equal("too-many-requests", answer.ProblemCode));
    }

    private async Task<(ApiClient Here, ApiClient There)> StartAsync(params (string Name, string Value)[] limits)
    {
        (string, string)[] settings = [Secret, ("SmartTransfer__Limits__MaxChunkBytes", "2097152"), (
            "SmartTransfer__Limits__MaxFileBytes", "1000000000"), .. limits];
        return (Connect(await StartHostAsync(Functions, null, settings)), Connect(await StartHostAsync(Stream, null, settings)));
    }

    private static Task<ApiAnswer> TryStartAsync(ApiClient client) => client.TryStartAsync("a.bin", 1);
}
