using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using SmartTransfer.Testing.Hosts;
using SmartTransfer.Testing.Time;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>A test whose hosts share a clock that it moves.</summary>
public abstract class SweepTest(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    protected const int ChunkBytes = 1_000;

    /// <summary>
    /// The time after which an untouched upload is due: it lives for a day, the sweep allows a tenth more for activity that was
    /// noted late, and it is filed by hours.
    /// </summary>
    protected static readonly TimeSpan Lifetime = TimeSpan.FromHours(28);

    /// <summary>The time after which the row of an upload that ended without a file, filed by hours, is due.</summary>
    protected static readonly TimeSpan Tombstone = TimeSpan.FromHours(2);

    protected SeededFile Content { get; } = new(seed: 24, 3 * ChunkBytes);

    protected ManualTimeProvider Clock { get; } = new();

    private protected async Task<SweepingHost> StartSweepingHostAsync(
        StorageProxy? through = null, params (string Name, string Value)[] more)
    {
        // Nothing sweeps by itself unless the test says so: the timer is due once a year.
        var settings = Names.Settings(through?.ConnectionString ?? ConnectionString, Functions) with
        {
            More = more.Prepend(("SweepSchedule", "0 0 0 1 1 *")).GroupBy(setting => setting.Item1).ToDictionary(
                group => group.Key, group => group.Last().Item2),
        };
        return EndWithTest(await SweepingHost.StartAsync(settings.All(), Clock));
    }

    /// <summary>Starts an upload and sends the first so many of its three chunks.</summary>
    protected async Task<string> UploadAsync(ApiClient client, int chunks)
    {
        var started = await client.StartAsync("swept.bin", Content.Length, Content.Sha256());
        await SendAsync(client, started.Id, Enumerable.Range(0, chunks));
        return started.Id;
    }

    /// <summary>Sends some of the three chunks.</summary>
    protected Task SendAsync(ApiClient client, string id, IEnumerable<int> chunks) =>
        new ParallelUpload(Content, id).SendAsync([client], chunks.Select(chunk => new ByteRange(chunk * ChunkBytes, ChunkBytes)));
}
