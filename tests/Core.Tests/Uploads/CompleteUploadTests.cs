using FsCheck.Fluent;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Tests.Service;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Testing.Properties;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Core.Tests.Uploads;

public class CompleteUploadTests
{
    private static readonly TestFile File = TestFile.OfLength(1_000);

    private readonly World _world = new();

    [Fact]
    public void Whatever_was_sent_and_in_whatever_order_the_file_is_the_clients() => Always.Holds(
        from length in Gen.Choose(0, 2_000)
        from seed in Gen.Choose(0, int.MaxValue)
        select (length, seed),
        given => UploadInDisorderAsync(given.length, given.seed).GetAwaiter().GetResult());

    [Fact]
    public async Task The_completed_session_tells_the_files_digests()
    {
        var id = await _world.StageAllAsync(File);

        var session = (await CompleteAsync(id)).Value;

        Assert.Equal(UploadState.Completed, session.State);
        Assert.Equal(_world.Clock.GetUtcNow(), session.ClosedAt);
        Assert.Null(session.Plan);
        Assert.Equal(new FileDigests(Crc64Nvme.Compute(File.Bytes), ChunkDigests, 10, null), session.File);
        Assert.Equal(session, _world.Session(id));
    }

    [Fact]
    public async Task Completing_again_answers_the_same_and_changes_nothing()
    {
        var id = await _world.StageAllAsync(File);
        var first = (await CompleteAsync(id)).Value;
        _world.Storage.Calls.Reset();

        var second = (await CompleteAsync(id)).Value;

        Assert.Equal(first, second);
        Assert.Equal(_world.Storage.Calls.Total, _world.Storage.Calls.Of(StorageOperation.FindSession));
    }

    [Fact]
    public async Task Nobody_can_complete_an_unknown_upload() =>
        Assert.Equal("upload-not-found", (await CompleteAsync(UploadId.FromBytes(new byte[16]))).Failure?.Code);

    [Fact]
    public async Task A_file_with_a_gap_stays_open_and_the_gap_is_named()
    {
        var id = await _world.StartAsync(File);
        await _world.One.Stage.RunAsync(File.Chunk(id, 0, 400), World.None);

        var failure = (await CompleteAsync(id)).Failure;

        Assert.Equal("chunks-missing", failure?.Code);
        Assert.Equal([new ByteRange(400, 600)], Assert.IsAssignableFrom<IReadOnlyList<ByteRange>>(failure?.Facts["missing"]));
        Assert.Equal(UploadState.Open, _world.Session(id).State);
        await _world.One.Stage.RunAsync(File.Chunk(id, 400, 600), World.None);
        Assert.Null((await CompleteAsync(id)).Failure);
    }

    [Fact]
    public async Task A_conflict_is_named_and_a_manifest_resolves_it()
    {
        var other = TestFile.OfLength(1_000, seed: 2);
        var id = await _world.StageAllAsync(File, chunkBytes: 500);
        await _world.One.Stage.RunAsync(other.Chunk(id, 0, 500), World.None);

        Assert.Equal("chunks-conflict", (await CompleteAsync(id)).Failure?.Code);

        var manifest = File.Chunks(id, 500).Select(chunk => new ManifestEntry(new ByteRange(chunk.Offset, 500), chunk.Sha256)).ToList();
        Assert.Equal(
            "manifest-invalid", (await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, [manifest[0]]))).Failure?.Code);
        Assert.Null((await CompleteAsync(id, new CompletionRequest(ExpectedDigests.None, manifest))).Failure);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Digests_as_promised_let_the_file_appear_whenever_they_were_promised(bool atStart)
    {
        var expected = new ExpectedDigests(File.Sha256, Crc64Nvme.Compute(File.Bytes), ChunkDigests);
        var id = await _world.StageAllAsync(File, expected: atStart ? expected : null);

        var session = (await CompleteAsync(id, new CompletionRequest(atStart ? ExpectedDigests.None : expected, null))).Value;

        Assert.Equal(File.Sha256, session.File?.Sha256);
        Assert.Equal(File.Sha256, _world.Storage.VerifiedSha256(id));
        Assert.Equal(expected, session.Expected);
    }

    [Fact]
    public async Task Digests_that_follow_from_the_chunks_and_differ_leave_the_upload_open()
    {
        var id = await _world.StageAllAsync(File);
        foreach (var wrong in new[] { new ExpectedDigests(Crc64Nvme: 1), new ExpectedDigests(ChunkDigestsSha256: Sha256Digest.Of([1])) })
        {
            Assert.Equal("file-digest-mismatch", (await CompleteAsync(id, new CompletionRequest(wrong, null))).Failure?.Code);
            Assert.Equal(UploadState.Open, _world.Session(id).State);
            Assert.Null(_world.Storage.CommittedBytes(id));
        }

        Assert.Null((await CompleteAsync(id)).Failure);
    }

    [Fact]
    public async Task A_sha256_that_the_committed_bytes_do_not_have_rejects_the_upload_and_leaves_nothing()
    {
        var wrong = Sha256Digest.Of([1]);
        var id = await _world.StageAllAsync(File, expected: new ExpectedDigests(Sha256: wrong));

        var failure = (await CompleteAsync(id)).Failure;

        Assert.Equal("file-digest-mismatch", failure?.Code);
        Assert.Equal((wrong.ToHex(), File.Sha256.ToHex()), (failure?.Facts["want"], failure?.Facts["got"]));
        Assert.Equal((UploadState.Rejected, "file-digest-mismatch"), (_world.Session(id).State, _world.Session(id).RejectedBecause));
        Assert.Empty(_world.Storage.BlobIds);
        Assert.Equal("file-digest-mismatch", (await CompleteAsync(id)).Failure?.Code);
    }

    [Fact]
    public async Task The_sha256_of_a_file_of_one_chunk_is_known_without_reading_it()
    {
        var id = await _world.StageAllAsync(File, chunkBytes: 1_000);
        _world.Storage.Calls.Reset();

        Assert.Equal(UploadState.Open, await StateAfterAsync(new ExpectedDigests(Sha256: Sha256Digest.Of([1]))));
        Assert.Equal(UploadState.Completed, await StateAfterAsync(new ExpectedDigests(Sha256: File.Sha256)));
        Assert.Equal(0, _world.Storage.Calls.Of(StorageOperation.OpenContent));
        Assert.Equal(File.Sha256, _world.Session(id).File?.Sha256);

        async Task<UploadState> StateAfterAsync(ExpectedDigests expected)
        {
            await CompleteAsync(id, new CompletionRequest(expected, null));
            return _world.Session(id).State;
        }
    }

    [Fact]
    public async Task A_sha256_of_a_file_too_long_to_be_read_again_is_refused_and_the_upload_stays_open()
    {
        var world = new World(new ServiceOptions { Limits = new LimitOptions { MaxSha256FileBytes = 999 } });
        var id = await world.StageAllAsync(File);

        Assert.Equal(
            "sha256-not-verifiable",
            (await world.One.Complete.RunAsync(
                id, new CompletionRequest(new ExpectedDigests(Sha256: File.Sha256), null), World.None)).Failure?.Code);
        Assert.Null((await world.One.Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
    }

    [Fact]
    public async Task Asked_again_for_another_digest_a_completed_upload_says_that_it_differs()
    {
        var id = await _world.StageAllAsync(File);
        await CompleteAsync(id);

        Assert.Equal(
            "file-digest-mismatch",
            (await CompleteAsync(id, new CompletionRequest(new ExpectedDigests(Crc64Nvme: 1), null))).Failure?.Code);
        Assert.Equal(File.Bytes, _world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task An_upload_whose_time_is_over_is_not_completed()
    {
        var id = await _world.StageAllAsync(File);
        _world.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal("upload-expired", (await CompleteAsync(id)).Failure?.Code);
        Assert.Null(_world.Storage.CommittedBytes(id));
    }

    [Fact]
    public async Task A_cancelled_upload_is_not_completed()
    {
        var id = await _world.StageAllAsync(File);
        await _world.One.Cancel.RunAsync(id, World.None);

        Assert.Equal("upload-cancelled", (await CompleteAsync(id)).Failure?.Code);
    }

    private static Sha256Digest ChunkDigests => DigestOfDigests.Compute(File.Chunks(default, 100).Select(chunk => chunk.Sha256));

    private Task<Core.Failures.Outcome<UploadSession>> CompleteAsync(UploadId id, CompletionRequest? request = null) =>
        _world.One.Complete.RunAsync(id, request ?? CompletionRequest.Plain, World.None);

    /// <summary>Chunks of any size at any offset, some twice, from two instances; then what the status says is missing.</summary>
    private static async Task UploadInDisorderAsync(int length, int seed)
    {
        var (world, file, random) = (new World(), TestFile.OfLength(length, seed), new Random(seed));
        ServiceInstance[] instances = [world.One, world.NewInstance()];
        var id = await world.StartAsync(file, new ExpectedDigests(Crc64Nvme: Crc64Nvme.Compute(file.Bytes), Sha256: file.Sha256));
        for (var i = 0; length > 0 && i < 6; i++)
        {
            var chunk = file.Chunk(id, random.Next(length), random.Next(1, length + 1));
            Assert.Null((await instances[i % 2].Stage.RunAsync(chunk, World.None)).Failure);
        }

        foreach (var missing in (await world.One.Status.RunAsync(id, World.None)).Value.Missing)
        {
            Assert.Null(
                (await instances[random.Next(2)].Stage.RunAsync(file.Chunk(id, missing.Offset, (int)missing.Length), World.None)).Failure);
        }

        Assert.Null((await instances[random.Next(2)].Complete.RunAsync(id, CompletionRequest.Plain, World.None)).Failure);
        Assert.Equal(file.Bytes, world.Storage.CommittedBytes(id));
    }
}
