using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Events;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Events;

/// <summary>
/// A thousand uploads, worked on by instances that die at any of their storage calls, and told to receivers that fail at random: every
/// event that stands in a record is delivered, and those of an upload in order to whoever drops repeats.
/// </summary>
public sealed class EventStormTests : EventTest
{
    private const int Uploads = 1_000;

    // An event is given up after three days; one that fails nine times in a row waits for three hours.
    private const int MostHours = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_is_lost_in_a_storm_of_kills(int seed)
    {
        var random = new Random(seed);

        // Its own: deliveries draw while the storm goes on, and a Random of a seed that two threads use at once may give zeros for ever.
        var moods = new Random(seed);
        Hook.Answer = _ => moods.Next(4) == 0 ? new SinkAnswer(SinkOutcome.Failed, "storm") : SinkAnswer.Delivered;
        var told = new HashSet<string>();
        var (kills, instance) = (0, new Mortal(this));
        for (var n = 0; n < Uploads; n++)
        {
            var file = TestFile.OfLength(random.Next(1, 4) * 100);
            UploadId? id = null;
            for (var step = 0; step < 3; step++)
            {
                if (random.Next(3) == 0)
                {
                    instance.DieAt(random.Next(1, 12));
                }

                try
                {
                    id = await StepAsync(instance.Service, file, id, step, random.Next(5));
                }
                catch (StorageUnavailableException)
                {
                    // The client tries again, or not.
                }

                await SettleQuietlyAsync(instance.Service);
                if (instance.IsDead)
                {
                    kills++;
                    instance = new Mortal(this);
                }
            }

            if (n % 50 == 0)
            {
                World.Clock.Advance(TimeSpan.FromSeconds(90));
                try
                {
                    await instance.Service.DeliverDue.RunAsync(World.None);
                }
                catch (StorageUnavailableException)
                {
                    // It dies in its timer; the next one goes on.
                    kills++;
                    instance = new Mortal(this);
                }
            }
        }

        Assert.InRange(kills, Uploads / 10, Uploads * 3);
        foreach (var session in World.Storage.SessionRows)
        {
            told.UnionWith(session.Events.Select(happened => happened.Id));
        }

        Assert.InRange(told.Count, Uploads, Uploads * 4);
        var last = new Mortal(this).Service;
        for (var hours = 0; hours < MostHours && World.Storage.EventRows.Count > 0; hours++)
        {
            await PassAsync(TimeSpan.FromHours(1), last);
        }

        Assert.Empty(World.Storage.EventRows);
        foreach (var sink in new[] { Queue, Hook })
        {
            Assert.Equal(told, sink.Received.Select(message => message.Id).ToHashSet());
            foreach (var upload in sink.Received.DistinctBy(message => message.Id).GroupBy(message => message.Subject))
            {
                var key = upload.Key;
                Assert.Equal(
                    Enumerable.Range(1, upload.Count()).Select(number => $"{key}-{number}"), upload.Select(message => message.Id));
            }
        }
    }

    private static async Task<UploadId?> StepAsync(ServiceInstance service, TestFile file, UploadId? id, int step, int choice)
    {
        switch (step)
        {
            case 0:
                return (await service.Start.RunAsync(file.Wanted(), World.None)).Value.Session.Id;
            case 1 when id is { } upload:
                foreach (var chunk in file.Chunks(upload, 100))
                {
                    await service.Stage.RunAsync(chunk, World.None);
                }

                _ = choice == 0
                    ? await service.Cancel.RunAsync(upload, World.None)
                    : await service.Complete.RunAsync(upload, CompletionRequest.Plain, World.None);
                break;
            case 2 when id is { } upload && choice < 2:
                await service.Cancel.TerminateAsync(upload, World.None);
                break;
        }

        return id;
    }

    private Task<bool> SettleQuietlyAsync(ServiceInstance service) => World.FinishAsync(async () =>
    {
        await service.Events.SettleAsync(World.None);
        return true;
    });

    /// <summary>An instance that can be killed at a storage call: from then on nothing that it does reaches anybody.</summary>
    private sealed class Mortal
    {
        private readonly FaultyStorage _storage;

        public Mortal(EventStormTests storm)
        {
            _storage = new FaultyStorage(storm.World.Storage.Ports);
            Service = storm.World.NewInstance(_storage.Ports, sinks: [new MortalSink(storm.Queue, this), new MortalSink(storm.Hook, this)]);
        }

        public ServiceInstance Service { get; }

        public bool IsDead => _storage.FaultsStruck > 0;

        public void DieAt(int call) => _storage.FailFrom(call, call % 2 == 0 ? FaultTiming.BeforeEffect : FaultTiming.AfterEffect);
    }

    private sealed class MortalSink(RecordingSink inner, Mortal instance) : IEventSink
    {
        public string Name => inner.Name;

        public Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken) => instance.IsDead
            ? Task.FromResult(new SinkAnswer(SinkOutcome.Failed, "dead"))
            : inner.SendAsync(message, cancellationToken);
    }
}
