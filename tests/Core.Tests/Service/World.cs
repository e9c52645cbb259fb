using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Core.Tests.Service;

/// <summary>Storage in memory that can be sabotaged, a clock that stands still, and instances of the service.</summary>
internal sealed class World
{
    private readonly ServiceOptions _options;
    private readonly SequentialUploadIds _ids = new();
    private readonly SequentialBlockGroups _groups = new();
    private int _instances;

    public World(ServiceOptions? options = null)
    {
        _options = options ?? new ServiceOptions();
        Storage = new InMemoryStorage(Clock);
        Sabotage = new FaultyStorage(Storage.Ports);
        One = NewInstance();
    }

    public static CancellationToken None => CancellationToken.None;

    public ManualTimeProvider Clock { get; } = new();

    public InMemoryStorage Storage { get; }

    public FaultyStorage Sabotage { get; }

    /// <summary>The instance that is there from the beginning.</summary>
    public ServiceInstance One { get; }

    /// <summary>Everything that is stored: sessions, counters, index entries, blobs, profiles.</summary>
    public int ThingsStored =>
        Storage.SessionRows.Count + Storage.CounterRows.Count + Storage.ExpiryRows.Count + Storage.BlobIds.Count
            + Storage.ClaimRows.Count + Storage.ProfileRows.Count + Storage.ProfileExpiryRows.Count + Storage.ListRows.Count;

    /// <summary>Another instance, on this storage or another view of it.</summary>
    public ServiceInstance NewInstance(
        StoragePorts? storage = null,
        bool retries = false,
        ConcatenationOptions? concatenation = null,
        IReadOnlyList<IEventSink>? sinks = null) =>
        new(
            storage ?? Sabotage.Ports,
            Clock,
            _options with { Concatenation = concatenation ?? _options.Concatenation, Sinks = sinks ?? _options.Sinks },
            _ids,
            $"instance{++_instances}",
            retries,
            _groups);

    /// <summary>Lets a use case run that waits for the clock in between.</summary>
    public async Task<T> FinishAsync<T>(Func<Task<T>> act)
    {
        var running = Task.Run(act);
        while (await Task.WhenAny(running, Task.Delay(2)) != running)
        {
            // Small steps: a call that is merely slow on this machine must not look as if it had hung.
            Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        return await running;
    }

    /// <summary>Starts an upload of the file.</summary>
    public async Task<UploadId> StartAsync(TestFile file, ExpectedDigests? expected = null, ClientKey? client = null) =>
        (await One.Start.RunAsync(file.Wanted(expected) with { Client = client }, None)).Value.Session.Id;

    /// <summary>Starts an upload of the file and stages all its chunks.</summary>
    public async Task<UploadId> StageAllAsync(
        TestFile file, int chunkBytes = 100, ExpectedDigests? expected = null, ClientKey? client = null)
    {
        var id = await StartAsync(file, expected, client);
        foreach (var chunk in file.Chunks(id, chunkBytes))
        {
            Assert.Null((await One.Stage.RunAsync(chunk, None)).Failure);
        }

        return id;
    }

    /// <summary>The session as it is stored.</summary>
    public UploadSession Session(UploadId id) => Storage.SessionRows.Single(session => session.Id == id);

    /// <summary>The entry of an upload that was started, as it is filed under an hour.</summary>
    public ExpiryEntry Entry(ExpiryHour hour, UploadId id) => new(hour, id) { Listed = ListPlace.Of(Session(id)) };

    /// <summary>Sweeps with everything due, as often as the timer would until all that ended is gone.</summary>
    public async Task SweepAllAsync(ServiceInstance? instance = null)
    {
        for (var i = 0; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromHours(30));
            await (instance ?? One).Sweep.RunAsync(None);
        }
    }
}
