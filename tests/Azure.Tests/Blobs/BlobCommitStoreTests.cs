using Azure.Storage.Blobs.Models;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

[Collection(AzuriteCollection.Name)]
public sealed class BlobCommitStoreTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly UploadId _id = new SequentialUploadIds().Next();

    public void Dispose() => _storage.Dispose();

    [Theory]
    [InlineData("report.pdf")]
    [InlineData("März  📈 \"final\" 100%.pdf")]
    public async Task A_file_carries_its_headers_and_what_is_known_of_it(string fileName)
    {
        var file = await StageAsync(3);
        var session = SampleSession.Committing(_id, file) with
        {
            FileName = fileName,
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
        };
        Assert.Equal(CommitOutcome.Committed, await _storage.Ports.Commits.CommitAsync(session, file, default));

        BlobProperties properties = await _storage.Clients.Container.GetBlobClient(UploadKey.Of(_id).Value).GetPropertiesAsync();
        Assert.Equal("application/pdf", properties.ContentType);
        Assert.Equal(ContentDisposition.Attachment(fileName), properties.ContentDisposition);
        Assert.Equal(FileMetadata.Of(session), properties.Metadata);
    }

    [Fact]
    public async Task A_commit_is_one_transaction()
    {
        var file = await StageAsync(3);
        _storage.Wire.Clear();
        await CommitAsync(_storage, file);
        Assert.Single(_storage.Wire.Requests);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_recognised()
    {
        var file = await StageAsync(3);
        _storage.Wire.LoseAnswer(request => request.Uri.Query.Contains("comp=blocklist", StringComparison.Ordinal));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => CommitAsync(_storage, file));
        Assert.Equal(CommitOutcome.Committed, await CommitAsync(_storage, file));
    }

    [Fact]
    public async Task Two_clients_that_commit_at_once_both_hear_of_success()
    {
        using var second = new AzureStorage(azurite.ConnectionString, _storage.Name);
        var file = await StageAsync(50);
        await second.Provisioner.EnsureAsync(default);
        var outcomes = await Task.WhenAll(CommitAsync(_storage, file), CommitAsync(second, file));
        Assert.All(outcomes, outcome => Assert.Equal(CommitOutcome.Committed, outcome));
    }

    [Theory]
    [InlineData(409, "BlobAlreadyExists")]
    [InlineData(412, "ConditionNotMet")]
    [InlineData(400, "InvalidBlockList")]
    public async Task However_storage_says_that_it_is_too_late_the_list_is_read_back(int status, string code)
    {
        var block = SampleBlock.Of(0, 10);
        var list =
            "<?xml version=\"1.0\" "
            + "encoding=\"utf-8\"?><BlockList><CommittedBlocks><Block>"
            + $"<Name>{block.Encoded}</Name><Size>10</Size></Block></CommittedBlocks></BlockList>";
        using var stub = new StubbedStorage(request => request.Method == HttpMethod.Put
            ? StubbedStorage.Answer(status, code)
            : new HttpResponseMessage { Content = new StringContent(list, null, "application/xml") });
        var commits = new BlobCommitStore(stub.Clients, stub.Provisioner);
        Assert.Equal(CommitOutcome.Committed, await commits.CommitAsync(SampleSession.Committing(_id, [block.Id]), [block.Id], default));
        Assert.Equal(CommitOutcome.OtherContent, await commits.CommitAsync(SampleSession.Committing(_id, []), [], default));
    }

    [Fact]
    public async Task Another_conflict_is_not_taken_for_success()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(409, "ContainerBeingDeleted"));
        var commits = new BlobCommitStore(stub.Clients, stub.Provisioner);
        await Assert.ThrowsAsync<global::Azure.RequestFailedException>(
            () => commits.CommitAsync(SampleSession.Committing(_id, []), [], default));
        Assert.Equal(1, stub.Requests);
    }

    [Fact]
    public async Task A_list_that_is_too_long_never_reaches_storage()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(201));
        var commits = new BlobCommitStore(stub.Clients, stub.Provisioner);
        BlockId[] list = [.. Enumerable.Repeat(SampleBlock.Of(0, 10).Id, 50_001)];
        await Assert.ThrowsAsync<ArgumentException>(() => commits.CommitAsync(SampleSession.Committing(_id, list[..1]), list, default));
        Assert.Equal(0, stub.Requests);
    }

    [Fact]
    public async Task Discarding_leaves_no_blob_not_even_an_uncommitted_one_nor_a_snapshot()
    {
        var file = await StageAsync(3);
        Assert.Equal([UploadKey.Of(_id).Value], await BlobsAsync());
        await _storage.Ports.Commits.DiscardAsync(_id, default);
        Assert.Empty(await BlobsAsync());

        await StageAsync(3);
        await CommitAsync(_storage, file);
        await _storage.Clients.Container.GetBlobClient(UploadKey.Of(_id).Value).CreateSnapshotAsync();
        await SampleBlock.Of(300, 10).StageAsync(_storage.Ports.Blocks, _id);
        await _storage.Ports.Commits.DiscardAsync(_id, default);
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_discard_that_broke_off_half_way_is_finished_by_the_next()
    {
        await StageAsync(3);
        _storage.Wire.LoseRequest(request => request.Method == global::Azure.Core.RequestMethod.Delete);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _storage.Ports.Commits.DiscardAsync(_id, default));
        await _storage.Ports.Commits.DiscardAsync(_id, default);
        Assert.Empty(await BlobsAsync());
    }

    [Fact]
    public async Task A_verified_digest_joins_the_metadata_and_removes_nothing()
    {
        var file = await StageAsync(3);
        var session = SampleSession.Committing(_id, file) with
        {
            Expected = new ExpectedDigests(Sha256Digest.Of([7])),
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
        };
        await _storage.Ports.Commits.CommitAsync(session, file, default);
        await _storage.Ports.Contents.MarkVerifiedAsync(session, Sha256Digest.Of([7]), default);

        BlobProperties properties = await _storage.Clients.Container.GetBlobClient(UploadKey.Of(_id).Value).GetPropertiesAsync();
        var expected = FileMetadata.Of(session);
        expected["verification"] = "verified";
        expected["sha256"] = Sha256Digest.Of([7]).ToHex();
        Assert.Equal(expected, properties.Metadata);
        Assert.Equal("application/pdf", properties.ContentType);
    }

    private async Task<BlockId[]> StageAsync(int count)
    {
        var blocks = SampleBlock.Row(count, 100);
        await Task.WhenAll(blocks.Select(block => block.StageAsync(_storage.Ports.Blocks, _id)));
        return [.. blocks.Select(block => block.Id)];
    }

    private Task<CommitOutcome> CommitAsync(AzureStorage storage, BlockId[] file) =>
        storage.Ports.Commits.CommitAsync(SampleSession.Committing(_id, file), file, default);

    private async Task<List<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var blob in _storage.Clients.Container.GetBlobsAsync(BlobTraits.None, BlobStates.All, prefix: null, default))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
