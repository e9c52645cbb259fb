using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>A client that sends one body at a time comes anew while its old connection still seems alive.</summary>
public sealed class BodiesUnderWayTests : StreamTest
{
    [Fact]
    public async Task A_new_body_ends_the_one_before_and_continues_after_what_arrived_of_it()
    {
        var id = await StartAsync();
        var dead = new SilentStream(File.Bytes, 2_500);
        var first = TheWorld.One.Append.RunAsync(File.Rest(id, 0, dead) with { End = FileEnd.Later }, World.None);
        await dead.WhenSilent;

        // It does not begin where the upload stands, but has ended the old body, so that the next one can.
        Assert.Equal(FailureCodes.OffsetMismatch, await RefusalAsync(Next(id, 0)));
        Assert.Equal(FailureCodes.StreamInterrupted, (await first).Failure?.Code);
        await AppendAsync(Next(id, 2_500));
        Assert.Equal(10_500, await OffsetAsync(id));
    }

    [Fact]
    public async Task Who_asks_is_told_what_the_next_body_is_accepted_at()
    {
        var id = await StartAsync();
        var dead = new SilentStream(File.Bytes, 2_500);
        var first = TheWorld.One.Append.RunAsync(File.Rest(id, 0, dead) with { End = FileEnd.Later }, World.None);
        await dead.WhenSilent;

        var told = (await TheWorld.One.Position.WithoutCompletingAsync(id, World.None)).Value.OffsetBytes;

        Assert.Equal(2_500, told);
        Assert.NotNull((await first).Failure);
        await AppendAsync(Next(id, (int)told));
    }

    [Fact]
    public async Task Who_gives_the_upload_up_ends_what_is_on_its_way()
    {
        var id = await StartAsync();
        var dead = new SilentStream(File.Bytes, 2_500);
        var first = TheWorld.One.Append.RunAsync(File.Rest(id, 0, dead) with { End = FileEnd.Later }, World.None);
        await dead.WhenSilent;

        Assert.Null(await TheWorld.One.Terminate.RunAsync(id, removesFile: false, World.None));

        Assert.NotNull((await first).Failure);
        Assert.Empty(TheWorld.Storage.StagedBlocks(id));
    }

    [Fact]
    public async Task Of_bodies_that_come_at_once_at_most_one_is_acknowledged()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var id = await StartAsync();
            var bodies = Enumerable.Range(0, 3).Select(n => Task.Run(() => TheWorld.One.Append.RunAsync(
                Next(id, 0) with { Body = new DribblingStream(File.Slice(0, 4_000), (seed * 10) + n) }, World.None)));

            var outcomes = await Task.WhenAll(bodies);

            Assert.Single(outcomes, outcome => outcome.Failure is null);
        }
    }

    [Fact]
    public async Task A_body_that_has_ended_is_forgotten()
    {
        var bodies = new BodiesUnderWay();
        var id = await StartAsync();
        var first = await bodies.BeginAsync(id, endsOlder: false, World.None);
        var second = bodies.BeginAsync(id, endsOlder: true, World.None);

        Assert.True(first.Ended.IsCancellationRequested);
        Assert.False(second.IsCompleted);
        first.Dispose();
        (await second).Dispose();
        Assert.Equal(0, bodies.Count);
    }

    [Fact]
    public async Task Who_does_not_wait_any_longer_leaves_nothing_behind()
    {
        var bodies = new BodiesUnderWay();
        var id = await StartAsync();
        using var first = await bodies.BeginAsync(id, endsOlder: false, World.None);
        using var gone = new CancellationTokenSource();
        var second = bodies.BeginAsync(id, endsOlder: true, gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        Assert.Equal(0, bodies.Count);
    }

    private static AppendRequest Next(UploadId id, int offset) =>
        File.Rest(id, offset) with { End = FileEnd.Later, EndsOlderBodies = true };
}
