using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>Two versions of a file are sent for one upload: the file is one of them, and nobody is stuck.</summary>
public sealed class VersionsTests
{
    private static readonly TestFile Ones = new([.. Enumerable.Repeat((byte)'1', 20)]);
    private static readonly TestFile Twos = new([.. Enumerable.Repeat((byte)'2', 20)]);

    private readonly World _world = new(new ServiceOptions { Streams = new StreamOptions { BlockBytes = 10 } });

    [Fact]
    public async Task A_connection_that_ends_late_does_not_become_the_first_half_of_anothers_file()
    {
        var id = await _world.StartAsync(Twos);
        var held = new HeldStream(Ones.Slice(0, 10));
        var late = _world.One.Append.RunAsync(Ones.Rest(id, 0, held), World.None);
        await held.WhenWaitedFor;
        Assert.Equal("stream-interrupted", await RefusalAsync(Twos.Rest(id, 0, new BrokenStream(Twos.Bytes, 5))));
        Assert.Equal(5, await AskAsync(id));
        Assert.Null(await RefusalAsync(Part(Twos, id, 5, 5)));
        held.Release();
        Assert.Null((await late).Failure);

        Assert.Equal("stream-conflict", await RefusalAsync(Part(Twos, id, 10, 10)));
        Assert.Null(_world.Storage.CommittedBytes(id));

        await FollowAsync(Twos, id);
        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Two_bodies_with_different_bytes_for_one_position_leave_nobody_stuck()
    {
        var id = await _world.StartAsync(Twos);
        var other = _world.NewInstance();
        var held = new HeldStream(Ones.Slice(0, 10));
        var late = other.Append.RunAsync(Ones.Rest(id, 0, held), World.None);
        await held.WhenWaitedFor;
        Assert.Null(await RefusalAsync(Part(Twos, id, 0, 10)));
        held.Release();
        Assert.Null((await late).Failure);

        Assert.Equal(0, await AskAsync(id));
        await FollowAsync(Twos, id);

        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_body_is_refused_where_the_instance_does_not_know_which_of_two_contents_it_continues()
    {
        var id = await ContestedAsync();

        Assert.Equal("offset-mismatch", await RefusalAsync(Part(Twos, id, 10, 10), _world.NewInstance()));
        Assert.Equal("stream-conflict", await RefusalAsync(Part(Twos, id, 0, 10), _world.NewInstance()));
        await FollowAsync(Twos, id);
    }

    [Fact]
    public async Task What_a_client_is_told_after_a_conflict_holds_on_every_instance()
    {
        var id = await ContestedAsync();
        Assert.Equal(0, await AskAsync(id, _world.NewInstance()));

        // An instance that heard of no fence goes on with what it remembers; it counts for nothing.
        Assert.Null(await RefusalAsync(Part(Ones, id, 10, 5)));
        Assert.Equal(0, await AskAsync(id, _world.NewInstance()));
        Assert.Null(await RefusalAsync(Part(Twos, id, 0, 15), _world.NewInstance()));
        Assert.Equal("stream-conflict", await RefusalAsync(Part(Ones, id, 15, 5)));
        Assert.Equal(15, await AskAsync(id, _world.NewInstance()));
        Assert.Null(await RefusalAsync(Part(Twos, id, 15, 5), _world.NewInstance()));

        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task Of_two_whole_bodies_the_first_to_end_makes_the_file_and_the_other_is_told_so()
    {
        var id = await _world.StartAsync(Twos);
        var held = new HeldStream(Ones.Bytes);
        var late = _world.NewInstance().Append.RunAsync(Ones.Rest(id, 0, held), World.None);
        await held.WhenWaitedFor;
        Assert.Null(await RefusalAsync(Twos.Rest(id, 0)));
        held.Release();

        Assert.Equal("completed-otherwise", (await late).Failure?.Code);
        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_sealed_body_of_another_version_counts_like_any_other()
    {
        var id = await _world.StartAsync(Twos);
        Assert.Null(await RefusalAsync(Part(Twos, id, 0, 10)));
        var digest = Ones.Rest(id, 0, new MemoryStream(Ones.Slice(0, 15)), digest: new StubDigest(Ones.Slice(0, 15)));
        Assert.Equal("offset-mismatch", await RefusalAsync(digest, _world.NewInstance()));

        var held = new HeldStream(Ones.Slice(0, 15));
        var fresh = await _world.StartAsync(Twos);
        var late = _world.NewInstance().Append.RunAsync(Ones.Rest(fresh, 0, held, digest: new StubDigest(Ones.Slice(0, 15))), World.None);
        await held.WhenWaitedFor;
        Assert.Null(await RefusalAsync(Part(Twos, fresh, 0, 15)));
        held.Release();
        Assert.Null((await late).Failure);
        Assert.Equal("stream-conflict", await RefusalAsync(Part(Twos, fresh, 15, 5)));

        await FollowAsync(Twos, fresh);
        Assert.Equal(Twos.Bytes, _world.Storage.CommittedBytes(fresh));
    }

    [Fact]
    public async Task Asking_costs_one_small_block_after_a_conflict_and_none_otherwise()
    {
        var id = await _world.StartAsync(Twos);
        await RefusalAsync(Part(Twos, id, 0, 10));
        await AskAsync(id);
        Assert.Single(_world.Storage.StagedBlocks(id));

        var contested = await ContestedAsync();
        var before = _world.Storage.StagedBlocks(contested).Count;
        await AskAsync(contested);
        await AskAsync(contested);
        Assert.Equal(before + 1, _world.Storage.StagedBlocks(contested).Count);
    }

    /// <summary>Two contents of the first ten bytes; the first instance remembers the ones.</summary>
    private async Task<UploadId> ContestedAsync()
    {
        var id = await _world.StartAsync(Twos);
        var held = new HeldStream(Twos.Slice(0, 10));
        var late = _world.NewInstance().Append.RunAsync(Twos.Rest(id, 0, held), World.None);
        await held.WhenWaitedFor;
        Assert.Null(await RefusalAsync(Part(Ones, id, 0, 10)));
        held.Release();
        Assert.Null((await late).Failure);
        return id;
    }

    private static AppendRequest Part(TestFile file, UploadId id, int offset, int length) =>
        file.Rest(id, offset, new MemoryStream(file.Slice(offset, length), writable: false));

    private async Task<string?> RefusalAsync(AppendRequest request, ServiceInstance? instance = null) =>
        (await (instance ?? _world.One).Append.RunAsync(request, World.None)).Failure?.Code;

    private async Task<long> AskAsync(UploadId id, ServiceInstance? instance = null) =>
        (await (instance ?? _world.One).Position.RunAsync(id, World.None)).Value.OffsetBytes;

    /// <summary>Asks and sends, as often as it takes.</summary>
    private async Task FollowAsync(TestFile file, UploadId id)
    {
        for (var rounds = 0; rounds < 5; rounds++)
        {
            var outcome = await _world.One.Append.RunAsync(file.Rest(id, await AskAsync(id)), World.None);
            if (outcome.Failure is null && outcome.Value.Session.State is UploadState.Completed)
            {
                return;
            }
        }

        Assert.Fail("The client did not come to an end.");
    }
}
