using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Interleavings;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

/// <summary>Instances that work on one upload at once, in every order in which their storage calls can come.</summary>
public class ConcurrencyTests
{
    private const int SampledSchedules = 150;

    private static readonly TestFile File = TestFile.OfLength(1_000);

    [Fact]
    public async Task Of_complete_and_cancel_exactly_one_wins()
    {
        var ends = new HashSet<UploadState>();
        var schedules = await Interleaving.ExploreAsync(() =>
            ScenarioAsync([Complete, Cancel], ExpectedDigests.None, (world, id, outcomes) =>
        {
            var state = world.Session(id).State;
            ends.Add(state);
            AssertOneEnd(world, id, outcomes);
            if (state is UploadState.Completed)
            {
                Assert.Null(outcomes[0].Failure);
                Assert.Equal("upload-completed", outcomes[1].Failure?.Code);
            }
            else
            {
                Assert.Equal("upload-cancelled", outcomes[0].Failure?.Code);
                Assert.Null(outcomes[1].Failure);
            }
        }));

        Assert.True(schedules > 50, $"There were {schedules} schedules.");
        Assert.Equal([UploadState.Completed, UploadState.Cancelled], ends.Order());
    }

    [Fact]
    public async Task Two_that_complete_at_once_both_succeed_and_there_is_one_file()
    {
        var schedules = await Interleaving.ExploreAsync(() =>
            ScenarioAsync([Complete, Complete], ExpectedDigests.None, (world, id, outcomes) =>
        {
            AssertOneEnd(world, id, outcomes);
            Assert.All(outcomes, outcome => Assert.Equal(UploadState.Completed, outcome.Value.State));
        }));

        Assert.True(schedules > 400, $"There were {schedules} schedules.");
    }

    [Fact]
    public Task Two_that_complete_with_a_sha256_to_verify_both_succeed() =>
        Interleaving.SampleAsync(
            () => ScenarioAsync([Complete, Complete], new ExpectedDigests(Sha256: File.Sha256), (world, id, outcomes) =>
            {
                AssertOneEnd(world, id, outcomes);
                Assert.All(outcomes, outcome => Assert.Equal(UploadState.Completed, outcome.Value.State));
                Assert.Equal(File.Sha256, world.Storage.VerifiedSha256(id));
            }),
            SampledSchedules,
            seed: 1);

    [Fact]
    public Task Two_that_complete_with_a_sha256_that_is_wrong_both_hear_so_and_nothing_is_left() =>
        Interleaving.SampleAsync(
            () => ScenarioAsync([Complete, Complete], new ExpectedDigests(Sha256: Sha256Digest.Of([1])), (world, id, outcomes) =>
            {
                Assert.All(outcomes, outcome => Assert.Equal("file-digest-mismatch", outcome.Failure?.Code));
                Assert.Equal(UploadState.Rejected, world.Session(id).State);
                Assert.Empty(world.Storage.BlobIds);
            }),
            SampledSchedules,
            seed: 2);

    [Fact]
    public Task Of_two_that_complete_and_two_that_cancel_at_once_one_side_wins() =>
        Interleaving.SampleAsync(
            () => ScenarioAsync([Complete, Cancel, Complete, Cancel], ExpectedDigests.None, (world, id, outcomes) =>
            {
                AssertOneEnd(world, id, outcomes);
                Assert.Contains(outcomes, outcome => outcome.Failure is null);
            }),
            SampledSchedules,
            seed: 3);

    [Fact]
    public Task A_chunk_that_arrives_while_its_upload_is_completed_or_cancelled_is_never_acknowledged_into_a_file_without_it() =>
        Interleaving.SampleAsync(
            () => ScenarioAsync([Complete, Cancel, SendAgain], ExpectedDigests.None, AssertOneEnd),
            SampledSchedules,
            seed: 4);

    private static Task<Outcome<UploadSession>> Complete(ServiceInstance instance, UploadId id) =>
        instance.Complete.RunAsync(id, CompletionRequest.Plain, World.None);

    private static Task<Outcome<UploadSession>> Cancel(ServiceInstance instance, UploadId id) => instance.Cancel.RunAsync(id, World.None);

    private static async Task<Outcome<UploadSession>> SendAgain(ServiceInstance instance, UploadId id)
    {
        var staged = await instance.Stage.RunAsync(File.Chunk(id, 0, 500), World.None);
        return staged.Failure ?? FailureCatalogue.UploadNotComplete();
    }

    private static async Task<Scenario> ScenarioAsync(
        Func<ServiceInstance, UploadId, Task<Outcome<UploadSession>>>[] acts,
        ExpectedDigests expected,
        Action<World, UploadId, Outcome<UploadSession>[]> then)
    {
        var world = new World();
        var id = await world.StageAllAsync(File, chunkBytes: 500, expected);
        var outcomes = new Outcome<UploadSession>[acts.Length];
        var actors = acts.Select(
            (act, i) => (Func<StoragePorts, Task>)(async storage => outcomes[i] = await act(world.NewInstance(storage), id)));
        return new Scenario(
            world.Storage.Ports,
            [.. actors],
            () =>
            {
                then(world, id, outcomes);
                return Task.CompletedTask;
            });
    }

    private static void AssertOneEnd(World world, UploadId id, Outcome<UploadSession>[] outcomes)
    {
        var state = world.Session(id).State;
        Assert.All(outcomes.Where(outcome => outcome.Failure is null), outcome => Assert.Equal(state, outcome.Value.State));
        if (state is UploadState.Completed)
        {
            Assert.Equal(File.Bytes, world.Storage.CommittedBytes(id));
        }
        else
        {
            Assert.Equal(UploadState.Cancelled, state);
            Assert.Null(world.Storage.CommittedBytes(id));
        }
    }
}
