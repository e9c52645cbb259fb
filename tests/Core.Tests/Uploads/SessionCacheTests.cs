using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class SessionCacheTests
{
    private static readonly TestFile File = TestFile.OfLength(10);

    private readonly World _world = new();

    [Fact]
    public async Task A_session_is_read_once_in_its_time()
    {
        var (cache, id) = (NewCache(), await _world.StartAsync(File));
        await cache.FindAsync(id, World.None);
        _world.Storage.Calls.Reset();

        _world.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(id, (await cache.FindAsync(id, World.None))?.Session.Id);
        Assert.Equal(0, _world.Storage.Calls.Total);

        _world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await cache.FindAsync(id, World.None);
        Assert.Equal(1, _world.Storage.Calls.Total);
    }

    [Fact]
    public async Task What_is_forgotten_is_read_again()
    {
        var (cache, id) = (NewCache(), await _world.StartAsync(File));
        await cache.FindAsync(id, World.None);
        await _world.One.Cancel.RunAsync(id, World.None);
        Assert.Equal(UploadState.Open, (await cache.FindAsync(id, World.None))?.Session.State);

        cache.Forget(id);

        Assert.Equal(UploadState.Cancelled, (await cache.FindAsync(id, World.None))?.Session.State);
    }

    [Fact]
    public async Task That_there_is_no_session_is_remembered_for_a_moment()
    {
        var (cache, ids) = (NewCache(), new SequentialUploadIds());
        var id = ids.Next();
        _world.Storage.Calls.Reset();
        Assert.Null(await cache.FindAsync(id, World.None));
        Assert.Null(await cache.FindAsync(id, World.None));
        Assert.Equal(1, _world.Storage.Calls.Of(StorageOperation.FindSession));

        Assert.Equal(id, await _world.StartAsync(File));
        _world.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await cache.FindAsync(id, World.None));
    }

    [Fact]
    public async Task What_does_not_exist_pushes_nothing_out_that_does()
    {
        var (cache, ids) = (NewCache(new SessionOptions { CacheEntries = 1 }), new SequentialUploadIds());
        var id = await _world.StartAsync(File);
        await cache.FindAsync(id, World.None);
        _ = ids.Next();
        Assert.Null(await cache.FindAsync(ids.Next(), World.None));

        _world.Storage.Calls.Reset();
        Assert.NotNull(await cache.FindAsync(id, World.None));
        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.FindSession));
    }

    [Fact]
    public async Task A_session_that_is_gone_is_no_longer_given()
    {
        var (cache, id) = (NewCache(), await _world.StartAsync(File));
        await cache.FindAsync(id, World.None);
        await _world.Storage.Sessions.RemoveAsync(id, World.None);
        _world.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await cache.FindAsync(id, World.None));
    }

    [Fact]
    public async Task With_a_lifetime_of_zero_nothing_is_remembered()
    {
        var (cache, id) = (NewCache(new SessionOptions { CacheLifetime = TimeSpan.Zero }), await _world.StartAsync(File));
        _world.Storage.Calls.Reset();

        await cache.FindAsync(id, World.None);
        await cache.FindAsync(id, World.None);

        Assert.Equal(2, _world.Storage.Calls.Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task No_more_sessions_are_remembered_than_may_be_and_the_latest_is_among_them(int most)
    {
        var cache = NewCache(new SessionOptions { CacheEntries = most });
        for (var i = 0; i < 300; i++)
        {
            var id = await _world.StartAsync(File);
            await cache.FindAsync(id, World.None);
            _world.Clock.Advance(TimeSpan.FromSeconds(i % 7 == 0 ? 1 : 0));
            Assert.InRange(cache.Count, 1, most);
            _world.Storage.Calls.Reset();
            await cache.FindAsync(id, World.None);
            Assert.Equal(0, _world.Storage.Calls.Total);
        }
    }

    [Fact]
    public async Task Stale_sessions_make_room_before_fresh_ones()
    {
        var cache = NewCache(new SessionOptions { CacheEntries = 10 });
        for (var i = 0; i < 5; i++)
        {
            await cache.FindAsync(await _world.StartAsync(File), World.None);
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        var fresh = new List<UploadId>();
        for (var i = 0; i < 10; i++)
        {
            fresh.Add(await _world.StartAsync(File));
            await cache.FindAsync(fresh[^1], World.None);
        }

        _world.Storage.Calls.Reset();
        foreach (var id in fresh)
        {
            await cache.FindAsync(id, World.None);
        }

        Assert.Equal(0, _world.Storage.Calls.Total);
    }

    private SessionCache NewCache(SessionOptions? options = null) =>
        new(_world.Storage.Sessions, options ?? new SessionOptions(), _world.Clock);
}
