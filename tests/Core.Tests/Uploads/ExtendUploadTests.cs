using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;

namespace SmartTransfer.Core.Tests.Uploads;

public class ExtendUploadTests
{
    private static readonly TestFile File = TestFile.OfLength(400);

    private readonly World _world = new();

    [Fact]
    public async Task It_gives_another_lifetime_from_now_which_the_sweep_honours()
    {
        var id = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(23));

        var extended = await _world.One.Extend.RunAsync(id, World.None);

        Assert.Equal(_world.Clock.GetUtcNow().AddHours(24), extended.Value.ExpiresAt);
        Assert.Equal(_world.Clock.GetUtcNow().AddHours(24), (await _world.One.Status.RunAsync(id, World.None)).Value.ExpiresAt);
        Assert.Equal(
            _world.Clock.GetUtcNow().AddHours(24), (await _world.NewInstance().Status.RunAsync(id, World.None)).Value.ExpiresAt);
        _world.Clock.Advance(TimeSpan.FromHours(23));
        await _world.One.Sweep.RunAsync(World.None);
        Assert.Equal(UploadState.Open, _world.Session(id).State);
        Assert.Null((await _world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
    }

    [Fact]
    public async Task After_it_the_upload_expires_as_ever()
    {
        var id = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await _world.One.Extend.RunAsync(id, World.None);

        _world.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("upload-expired", (await _world.One.Extend.RunAsync(id, World.None)).Failure?.Code);
        await _world.SweepAllAsync();
        Assert.Equal(0, _world.ThingsStored);
    }

    [Fact]
    public async Task A_chunk_after_it_counts_as_ever()
    {
        var id = await _world.StartAsync(File);
        await _world.One.Extend.RunAsync(id, World.None);
        _world.Clock.Advance(TimeSpan.FromHours(2));

        var receipt = await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None);

        Assert.Equal(_world.Clock.GetUtcNow().AddHours(24), receipt.Value.ExpiresAt);
    }

    [Fact]
    public async Task Where_it_would_gain_nothing_nothing_is_written()
    {
        var id = await _world.StageAllAsync(File);
        var before = _world.Session(id).Version;

        Assert.Null((await _world.One.Extend.RunAsync(id, World.None)).Failure);

        Assert.Equal(before, _world.Session(id).Version);
    }

    [Fact]
    public async Task Without_a_chunk_it_ends_before_storage_drops_what_has_arrived()
    {
        var id = await _world.StageAllAsync(File);
        var stagedAt = _world.Clock.GetUtcNow();
        DateTimeOffset last = default;
        string? code = null;
        for (var hours = 0; hours < 24 * 8 && code is null; hours += 20)
        {
            _world.Clock.Advance(TimeSpan.FromHours(20));
            var extended = await _world.One.Extend.RunAsync(id, World.None);
            (last, code) = extended.TryGet(out var found, out var failure) ? (found.ExpiresAt, null) : (last, failure.Code);
        }

        Assert.Equal("extension-exhausted", code);
        Assert.Equal(stagedAt + SessionOptions.LongestWithoutChunk, last);

        // A chunk gives it more.
        Assert.Null((await _world.One.Stage.RunAsync(File.Chunk(id, 0, 100), World.None)).Failure);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await _world.One.Extend.RunAsync(id, World.None)).Failure);
    }

    [Fact]
    public async Task What_has_ended_is_not_extended()
    {
        var (completed, cancelled) = (await _world.StageAllAsync(File), await _world.StartAsync(File));
        await _world.One.Complete.RunAsync(completed, CompletionRequest.Plain, World.None);
        await _world.One.Cancel.RunAsync(cancelled, World.None);

        foreach (var (id, code) in ((UploadId, string)[])
            [(completed, "upload-completed"), (cancelled, "upload-cancelled"), (UploadId.FromBytes(new byte[16]), "upload-not-found")])
        {
            Assert.Equal(code, (await _world.One.Extend.RunAsync(id, World.None)).Failure?.Code);
        }
    }
}
