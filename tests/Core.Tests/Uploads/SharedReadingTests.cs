using Moq;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Uploads;

public class SharedReadingTests
{
    private readonly TaskCompletionSource<StoredSession?> _answer = new();
    private readonly Mock<ISessionStore> _store = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly SessionOptions _options = new();
    private readonly SessionCache _cache;

    public SharedReadingTests()
    {
        _store.Setup(store => store.FindAsync(It.IsAny<UploadId>(), It.IsAny<CancellationToken>())).Returns(_answer.Task);
        _cache = new SessionCache(_store.Object, _options, _clock);
    }

    [Fact]
    public async Task Chunks_that_arrive_together_read_their_session_once()
    {
        var session = await SessionAsync();
        var waiting = Enumerable.Range(0, 32).Select(_ => _cache.FindAsync(session.Session.Id, World.None)).ToArray();
        _answer.SetResult(session);

        Assert.All(await Task.WhenAll(waiting), found => Assert.Same(session, found));
        Assert.Same(session, await _cache.FindAsync(session.Session.Id, World.None));
        VerifyReadings(session, 1);

        _clock.Advance(_options.CacheLifetime);
        Assert.Same(session, await _cache.FindAsync(session.Session.Id, World.None));
        VerifyReadings(session, 2);
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_nothing_from_the_others()
    {
        var session = await SessionAsync();
        using var gone = new CancellationTokenSource();
        var impatient = _cache.FindAsync(session.Session.Id, gone.Token);
        var patient = _cache.FindAsync(session.Session.Id, World.None);
        await gone.CancelAsync();
        _answer.SetResult(session);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Same(session, await patient);
    }

    [Fact]
    public async Task What_was_forgotten_while_it_was_read_is_read_again()
    {
        var session = await SessionAsync();
        var before = _cache.FindAsync(session.Session.Id, World.None);
        _cache.Forget(session.Session.Id);
        var after = _cache.FindAsync(session.Session.Id, World.None);
        VerifyReadings(session, 2);

        _cache.Forget(session.Session.Id);
        _answer.SetResult(session);
        await Task.WhenAll(before, after);

        await _cache.FindAsync(session.Session.Id, World.None);
        VerifyReadings(session, 3);
    }

    [Fact]
    public async Task A_fault_is_shared_and_not_remembered()
    {
        var session = await SessionAsync();
        _answer.SetException(new StorageUnavailableException("Down."));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _cache.FindAsync(session.Session.Id, World.None));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _cache.FindAsync(session.Session.Id, World.None));
        VerifyReadings(session, 2);
    }

    private static async Task<StoredSession> SessionAsync()
    {
        var world = new World();
        var id = await world.StartAsync(TestFile.OfLength(100));
        return await world.Storage.Ports.Sessions.FindAsync(id, World.None)
            ?? throw new InvalidOperationException("The session is not stored.");
    }

    private void VerifyReadings(StoredSession session, int count) =>
        _store.Verify(store => store.FindAsync(session.Session.Id, It.IsAny<CancellationToken>()), Times.Exactly(count));
}
