using System.Buffers;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

[Collection(AzuriteCollection.Name)]
public sealed class BlobBlockStoreTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly SequentialUploadIds _ids = new();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task Staging_a_block_is_one_transaction_and_so_is_listing()
    {
        await _storage.Provisioner.EnsureAsync(default);
        _storage.Wire.Clear();
        var id = _ids.Next();
        var block = SampleBlock.Of(0, 1_000_000);
        await block.StageAsync(_storage.Ports.Blocks, id);
        Assert.Equal(
            $"PUT /{AzuriteFixture.AccountName}/{_storage.Name}/{UploadKey.Of(id)}?comp=block"
            + $"&blockid={Uri.EscapeDataString(block.Encoded)}",
            Assert.Single(_storage.Wire.Requests));

        _storage.Wire.Clear();
        await _storage.Ports.Blocks.ListAsync(id, default);
        Assert.Single(_storage.Wire.Requests);
    }

    [Fact]
    public async Task A_block_travels_as_it_is_with_its_CRC_64_beside_it()
    {
        HttpRequestMessage? sent = null;
        byte[]? body = null;
        using var stub = new StubbedStorage(async (request, cancellationToken) =>
        {
            sent = request;
            body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            return StubbedStorage.Answer(201);
        });
        var block = SampleBlock.Of(0, 1000);
        await block.StageAsync(new BlobBlockStore(stub.Clients, stub.Provisioner), _ids.Next());
        var crc = new byte[Crc64Nvme.SizeBytes];
        Crc64Nvme.WriteLittleEndian(block.Id.Crc64, crc);
        Assert.Equal(block.Content, body);
        Assert.Equal([Convert.ToBase64String(crc)], sent!.Headers.GetValues("x-ms-content-crc64"));
        Assert.False(sent.Headers.Contains("x-ms-structured-body"));
        Assert.False(sent.Content!.Headers.Contains("Content-MD5"));
    }

    [Fact]
    public async Task A_block_whose_bytes_changed_on_the_way_is_refused_by_storage_and_not_staged()
    {
        var id = _ids.Next();
        var block = SampleBlock.Of(0, 1000);
        var other = SampleBlock.Of(0, 1000, seed: 1);
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => _storage.Ports.Blocks.StageAsync(id, block.Id, new ReadOnlySequence<byte>(other.Content), default));
        Assert.Equal("Storage answered stage block with 400 Crc64Mismatch.", refused.Message);
        Assert.Empty((await _storage.Ports.Blocks.ListAsync(id, default)).Staged);
    }

    [Fact]
    public async Task A_block_whose_answer_was_lost_is_there_and_may_be_staged_again()
    {
        var id = _ids.Next();
        var block = SampleBlock.Of(0, 1000);
        _storage.Wire.LoseAnswer(request => request.Uri.Query.Contains("comp=block", StringComparison.Ordinal));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => block.StageAsync(_storage.Ports.Blocks, id));
        await block.StageAsync(_storage.Ports.Blocks, id);
        Assert.Single((await _storage.Ports.Blocks.ListAsync(id, default)).Staged);
    }

    [Theory]
    [InlineData("BlockCountExceedsLimit")]
    [InlineData("RequestEntityTooLargeBlockCountExceedsLimit")]
    public async Task Too_many_staged_blocks_are_a_fault_of_their_own(string code)
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(409, code));
        var blocks = new BlobBlockStore(stub.Clients, stub.Provisioner);
        await Assert.ThrowsAsync<BlockLimitReachedException>(() => SampleBlock.Of(0, 10).StageAsync(blocks, _ids.Next()));
    }

    [Fact]
    public async Task The_library_below_tries_once_and_hands_the_wish_to_wait_on()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(503, "ServerBusy", ("Retry-After", "11")));
        var blocks = new BlobBlockStore(stub.Clients, stub.Provisioner);
        var busy = await Assert.ThrowsAsync<StorageUnavailableException>(() => SampleBlock.Of(0, 10).StageAsync(blocks, _ids.Next()));
        Assert.Equal(TimeSpan.FromSeconds(11), busy.RetryAfter);
        Assert.Equal(1, stub.Requests);
    }

    [Fact]
    public async Task Bytes_without_content_never_reach_storage()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(201));
        var blocks = new BlobBlockStore(stub.Clients, stub.Provisioner);
        await Assert.ThrowsAsync<ArgumentException>(
            () => blocks.StageAsync(_ids.Next(), SampleBlock.Of(0, 10).Id, ReadOnlySequence<byte>.Empty, default));
        Assert.Equal(0, stub.Requests);
    }
}
