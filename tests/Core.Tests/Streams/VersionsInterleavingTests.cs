using System.Globalization;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Saboteurs;

namespace SmartTransfer.Core.Tests.Streams;

/// <summary>
/// A client that follows the rules, late connections of two versions of its file, others who ask, complete natively and cancel, on several
/// instances, in orders of their storage calls that are drawn at random.
/// </summary>
public sealed class VersionsInterleavingTests
{
    private const int Length = 12;

    // By hand with more of both: the seed of the first schedule, and how many.
    private static readonly int Seed = Number("SMARTTRANSFER_TEST_SEED", 20261122);
    private static readonly int Schedules = 3 * Number("SMARTTRANSFER_TEST_VALUES", 100);

    private static readonly TestFile[] Versions = [TestFile.OfLength(Length), TestFile.OfLength(Length, seed: 2)];

    private int _seed = Seed;

    [Fact]
    public Task Whoever_asks_and_follows_gets_the_file_that_was_promised_or_hears_that_another_is_there() =>
        Interleaving.SampleAsync(() => ScenarioAsync(NextSeed(), [Late, Late, Asking]), Schedules, Seed);

    [Fact]
    public Task A_native_completion_or_a_cancel_in_between_makes_no_file_of_two_versions() =>
        Interleaving.SampleAsync(() => ScenarioAsync(NextSeed(), [Late, CompletingNatively, Cancelling]), Schedules, Seed);

    [Fact]
    public Task Connections_with_the_same_bytes_never_conflict_and_what_is_told_never_falls() =>
        Interleaving.SampleAsync(() => SameBytesAsync(NextSeed()), Schedules, Seed);

    private int NextSeed() => _seed++;

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : usual;

    private static World NewWorld() => new(new ServiceOptions { Streams = new StreamOptions { BlockBytes = 4 } });

    private static async Task<Scenario> ScenarioAsync(int seed, Func<Visit, Task>[] others)
    {
        var world = NewWorld();
        var id = await world.StartAsync(Versions[0]);
        var ends = new List<string?>();
        Promise? promise = null;
        var acts = others.Select((other, i) => (Func<StoragePorts, Task>)(storage =>
            other(new Visit([world.NewInstance(storage)], id, new Random(seed + i + 1))))).ToList();
        acts.Add(async storage => promise = await FollowAsync(
            new Visit([world.NewInstance(storage), world.NewInstance(storage)], id, new Random(seed)), ends, rounds: 8));

        return new Scenario(world.Storage.Ports, acts, async () =>
        {
            Assert.All(ends, code => Assert.Contains(code, (string?[])
            [
                null, "offset-mismatch", "stream-conflict", "stream-interrupted", "completed-otherwise", "upload-cancelled",
                "upload-completed", "upload-committing", "upload-busy",
            ]));
            if (promise is null && world.Session(id).State is UploadState.Open)
            {
                // All who came in between are gone: now it must come to an end.
                promise = await FollowAsync(new Visit([world.NewInstance(), world.NewInstance()], id, new Random(seed)), [], rounds: 20);
                Assert.NotNull(promise);
            }

            var file = world.Storage.CommittedBytes(id);
            if (promise is { } kept)
            {
                Assert.NotNull(file);
                Assert.Equal(kept.Before, Crc64Nvme.Compute(file.AsSpan(0, kept.Offset)));
                Assert.Equal(Versions[0].Slice(kept.Offset, Length), file[kept.Offset..]);
            }
        });
    }

    private static async Task<Scenario> SameBytesAsync(int seed)
    {
        var world = NewWorld();
        var id = await world.StartAsync(Versions[0]);
        var told = new long[3];
        var acts = Enumerable.Range(0, 3).Select(i => (Func<StoragePorts, Task>)(async storage =>
        {
            var visit = new Visit([world.NewInstance(storage), world.NewInstance(storage)], id, new Random(seed + i));
            for (var round = 0; round < 3; round++)
            {
                var offset = (await visit.Next().Position.RunAsync(id, World.None)).Value.OffsetBytes;
                Assert.True(offset >= told[i], $"It fell from {told[i]} to {offset}.");
                told[i] = offset;
                if (offset < Length)
                {
                    var outcome = await SendAsync(visit, Versions[0], (int)offset);
                    Assert.Contains(outcome.Failure?.Code, (string?[])[null, "stream-interrupted", "offset-mismatch"]);
                    told[i] = outcome.Failure is null ? Math.Max(told[i], outcome.Value) : told[i];
                }
            }
        })).ToList();

        return new Scenario(world.Storage.Ports, acts, async () =>
        {
            _ = await FollowAsync(new Visit([world.NewInstance(), world.NewInstance()], id, new Random(seed)), [], rounds: 20);
            Assert.Equal(Versions[0].Bytes, world.Storage.CommittedBytes(id));
        });
    }

    /// <summary>Asks, sends from there, and asks again after any failure; null where it did not come to a success.</summary>
    private static async Task<Promise?> FollowAsync(Visit visit, List<string?> ends, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var instance = visit.Next();
            var asked = await instance.Position.RunAsync(visit.Id, World.None);
            if (!asked.TryGet(out var position, out var failure))
            {
                ends.Add(failure.Code);
                continue;
            }

            if (position.Session.State is UploadState.Completed)
            {
                // Whose file it is, is not known: nothing of this client's was acknowledged since it asked.
                return null;
            }

            var promise = new Promise((int)position.OffsetBytes, instance.Prefixes.Find(visit.Id)?.Point.Crc64 ?? 0);
            for (var at = (long)promise.Offset; ;)
            {
                var sent = await SendAsync(visit, Versions[0], (int)at);
                ends.Add(sent.Failure?.Code);
                if (!sent.TryGet(out at, out _))
                {
                    break;
                }

                if (at == Length)
                {
                    return promise;
                }
            }
        }

        return null;
    }

    /// <summary>Sends a part of a version from an offset, cut or whole.</summary>
    private static async Task<Outcome<long>> SendAsync(Visit visit, TestFile file, int offset)
    {
        var length = visit.Random.Next(1, Length - offset + 1);
        Stream body = visit.Random.Next(3) == 0
            ? new BrokenStream(file.Slice(offset, length), visit.Random.Next(length))
            : new MemoryStream(file.Slice(offset, length), writable: false);
        var outcome = await visit.Next().Append.RunAsync(file.Rest(visit.Id, offset, body), World.None);
        return outcome.TryGet(out var position, out var failure) ? position.OffsetBytes : failure;
    }

    /// <summary>A connection that follows nobody: it sends what it has wherever its instance takes it.</summary>
    private static async Task Late(Visit visit)
    {
        for (var i = 0; i < 3; i++)
        {
            var offset = visit.Next().Prefixes.Find(visit.Id)?.Offset ?? visit.Random.Next(2) * visit.Random.Next(Length);
            if (offset < Length)
            {
                _ = await SendAsync(visit, Versions[visit.Random.Next(4) == 0 ? 0 : 1], (int)offset);
            }
        }
    }

    private static async Task Asking(Visit visit)
    {
        for (var i = 0; i < 3; i++)
        {
            _ = await visit.Next().Position.RunAsync(visit.Id, World.None);
        }
    }

    private static async Task CompletingNatively(Visit visit)
    {
        for (var i = 0; i < 3; i++)
        {
            _ = await visit.Next().Complete.RunAsync(visit.Id, CompletionRequest.Plain, World.None);
        }
    }

    private static async Task Cancelling(Visit visit)
    {
        if (visit.Random.Next(4) == 0)
        {
            _ = await visit.Next().Cancel.RunAsync(visit.Id, World.None);
        }
        else
        {
            await Asking(visit);
        }
    }

    /// <param name="Instances">Each request goes to any of them.</param>
    private sealed record Visit(ServiceInstance[] Instances, UploadId Id, Random Random)
    {
        public ServiceInstance Next() => Instances[Random.Next(Instances.Length)];
    }

    /// <summary>What a client was told when it asked: where, and the checksum of what is before it.</summary>
    private sealed record Promise(int Offset, ulong Before);
}
