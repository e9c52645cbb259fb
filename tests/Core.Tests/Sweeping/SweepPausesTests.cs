using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Sweeping;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;

namespace SmartTransfer.Core.Tests.Sweeping;

/// <summary>What fails again and again is tried after growing pauses, and in the end no more.</summary>
public sealed class SweepPausesTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    [Fact]
    public void Pauses_double_from_an_hour_to_a_day_and_end()
    {
        Assert.Equal(
            [0, 1, 2, 4, 8, 16, 24, 24, 24, 24],
            Enumerable.Range(0, SweepPauses.MaxFailures).Select(failures => SweepPauses.After(failures)!.Value.TotalHours));
        Assert.All([10, 11, 100, int.MaxValue], failures => Assert.Null(SweepPauses.After(failures)));
    }

    [Fact]
    public async Task What_fails_again_and_again_is_set_aside_counted_and_looked_at_no_more()
    {
        using var meters = new TestMeters();
        meters.Listen();
        var world = new World(new ServiceOptions { Meters = meters });
        var id = await PoisonedAsync(world);
        var looks = new List<double>();
        var start = world.Clock.GetUtcNow();

        for (var hour = 0; hour < 24 * 30; hour++)
        {
            if ((await world.One.Sweep.RunAsync(World.None)).Failed > 0)
            {
                looks.Add((world.Clock.GetUtcNow() - start).TotalHours);
            }

            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(SweepPauses.MaxFailures, looks.Count);
        Assert.InRange(looks[^1], 5 * 24, 7 * 24);
        Assert.Equal(looks.Zip(looks.Skip(1), (one, next) => next - one).Order(), looks.Zip(looks.Skip(1), (one, next) => next - one));
        Assert.Equal(
            [world.Entry(ExpiryHour.SetAside, id) with { Failures = SweepPauses.MaxFailures }], world.Storage.ExpiryRows);
        Assert.Contains("1 upload set_aside", meters.Of("smart_transfer.sweep.entry.count"));
    }

    [Fact]
    public async Task What_worked_once_is_forgiven_its_failures()
    {
        var world = new World();
        await world.StageAllAsync(File, chunkBytes: 500);
        world.Clock.Advance(TimeSpan.FromHours(28));
        for (var failure = 0; failure < 4; failure++)
        {
            world.Sabotage.FailOperation(StorageOperation.DiscardBlocks, FaultTiming.BeforeEffect, times: 1);
            Assert.Equal(1, (await world.One.Sweep.RunAsync(World.None)).Failed);
            world.Clock.Advance(TimeSpan.FromHours(17));
        }

        Assert.Equal(4, Assert.Single(world.Storage.ExpiryRows).Failures);
        await world.One.Sweep.RunAsync(World.None);

        Assert.Equal(0, world.ThingsStored);
    }

    /// <summary>A session that is being committed without a plan: nothing can be done about it.</summary>
    private static async Task<UploadId> PoisonedAsync(World world)
    {
        var id = await world.StageAllAsync(File, chunkBytes: 500);
        world.Clock.Advance(TimeSpan.FromHours(28));
        Assert.NotNull(await world.Storage.Sessions.ReplaceAsync(
            world.Session(id).MoveTo(UploadState.Committing, world.Clock.GetUtcNow()), World.None));
        return id;
    }
}
