using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartTransfer.Azure.Randomness;
using SmartTransfer.Core.Composition;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Events;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Telemetry;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Azure.Tests.Events;

/// <summary>The whole way of an event on tables that are there: due with the write, left by one instance, delivered by another.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class EventsOnAzuriteTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingSink _queue = new("queue");

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task What_one_instance_left_due_another_delivers_in_order_and_nothing_stays()
    {
        await using var dying = NewInstance("one", new RecordingSink("queue") { Answer = _ => new SinkAnswer(SinkOutcome.Failed, "dead") });
        var sessions = dying.GetRequiredService<ISessionStore>();
        var ids = new List<UploadId>();
        for (var n = 0; n < 3; n++)
        {
            var session = await sessions.AddAsync(SampleSession.Open(new RandomUploadIds().Next()), CancellationToken.None);
            await sessions.ReplaceAsync(session.MoveTo(UploadState.Cancelled, _clock.GetUtcNow()), CancellationToken.None);
            ids.Add(session.Id);
        }

        await dying.GetRequiredService<EventDelivery>().SettleAsync(CancellationToken.None);
        Assert.Equal(6, (await DueAsync()).Count);

        await using var other = NewInstance("two", _queue);
        for (var minutes = 0; minutes < 30 && (await DueAsync()).Count > 0; minutes++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await other.GetRequiredService<DeliverDueEvents>().RunAsync(CancellationToken.None);
        }

        Assert.Empty(await DueAsync());
        Assert.Equal(6, _queue.Received.Count);
        Assert.All(
            ids,
            id => Assert.Equal(
                ["Started", "Cancelled"],
                _queue.Received.Where(message => message.Subject == UploadKey.Of(id).Value).Select(message => message.Type)));
    }

    [Fact]
    public async Task A_short_upload_leaves_nothing_and_writes_two_rows_at_most()
    {
        await using var instance = NewInstance("one", _queue);
        var sessions = instance.GetRequiredService<ISessionStore>();
        var session = await sessions.AddAsync(SampleSession.Open(new RandomUploadIds().Next()), CancellationToken.None);
        await Eventually.HoldsAsync("the start is told", () => _queue.Received.Count == 1);
        await sessions.ReplaceAsync(session.MoveTo(UploadState.Cancelled, _clock.GetUtcNow()), CancellationToken.None);
        await instance.GetRequiredService<EventDelivery>().SettleAsync(CancellationToken.None);

        Assert.Equal(["Started", "Cancelled"], _queue.Received.Select(message => message.Type));
        Assert.Empty(await DueAsync());
        var told = (await sessions.FindAsync(session.Id, CancellationToken.None))!.Session.Events;
        Assert.Equal([1, 2], told.Select(happened => happened.Number));
    }

    private Task<IReadOnlyList<EventEntry>> DueAsync() =>
        _storage.Ports.Events.ReadDueAsync(_clock.GetUtcNow().AddDays(30), null, 100, CancellationToken.None);

    private ServiceProvider NewInstance(string name, IEventSink sink) => new ServiceCollection()
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton(new InstanceName(name))
        .AddSingleton(new Jitter(static () => 0.5))
        .AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(new TestMeters())
        .AddSingleton(new LimitOptions())
        .AddSingleton(new SessionOptions())
        .AddSingleton(new AdmissionOptions())
        .AddSingleton(new RetryOptions())
        .AddSingleton(new NetworkOptions())
        .AddSingleton(new ListsOptions())
        .AddSingleton(new EventsOptions())
        .AddTransfer(_ => _storage.Ports, _ => new EventPorts([sink], new PlainEventWriter()), retries: false)
        .BuildServiceProvider();
}
