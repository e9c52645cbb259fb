using System.Net;
using Azure.Core;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

[Collection(AzuriteCollection.Name)]
public sealed class BlobReadStreamTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);
    private readonly UploadId _id = new SequentialUploadIds().Next();

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task Reading_costs_one_transaction_a_window()
    {
        var content = await CommitAsync((2 * BlobReadStream.WindowBytes) + 1);
        _storage.Wire.Clear();
        await content.Stream.ReadAllAsync();
        Assert.Equal(3, _storage.Wire.Requests.Count);
    }

    [Fact]
    public async Task After_a_lost_answer_the_read_is_tried_again_from_where_it_stood()
    {
        var content = await CommitAsync(1000);
        await using var stream = content.Stream;
        stream.Position = 500;
        _storage.Wire.LoseAnswer(request => request.Method == RequestMethod.Get);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await stream.ReadExactlyAsync(new byte[10]));
        Assert.Equal(500, stream.Position);
        Assert.Equal(SampleBlock.Of(0, 1000).Content[500..], await stream.ReadAllAsync());
    }

    [Fact]
    public async Task A_connection_that_keeps_breaking_within_the_body_can_be_read_on_from_the_break()
    {
        byte[] bytes = SampleBlock.Of(0, 1000).Content;
        var healed = false;
        using var stub = new StubbedStorage(request => Download(
            request, bytes, left => healed ? new MemoryStream(bytes[^left..]) : new BreakingStream(bytes[^left..], left - 700)));
        await using var stream = (await new BlobContentStore(stub.Clients, stub.Provisioner).OpenAsync(_id, default))!.Stream;
        var buffer = new byte[1000];
        await stream.ReadExactlyAsync(buffer, 0, 300);
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await stream.ReadExactlyAsync(buffer, 300, 700));
        Assert.Equal(300, stream.Position);
        healed = true;
        await stream.ReadExactlyAsync(buffer, 300, 700);
        Assert.Equal(bytes, buffer);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_no_end_of_the_file()
    {
        byte[] bytes = SampleBlock.Of(0, 1000).Content;
        using var stub = new StubbedStorage(request => Download(request, bytes, _ => new MemoryStream()));
        await using var stream = (await new BlobContentStore(stub.Clients, stub.Provisioner).OpenAsync(_id, default))!.Stream;
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await stream.ReadExactlyAsync(new byte[10]));
    }

    [Fact]
    public async Task A_file_is_only_read()
    {
        var content = await CommitAsync(10);
        await using var stream = content.Stream;
        Assert.False(stream.CanWrite);
        Assert.Throws<NotSupportedException>(() => stream.Write(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        Assert.Throws<NotSupportedException>(() => stream.ReadByte());
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = -1);
    }

    private static HttpResponseMessage Download(HttpRequestMessage request, byte[] bytes, Func<int, Stream> body)
    {
        if (request.Method == HttpMethod.Head)
        {
            var head = Described(new HttpResponseMessage { Content = new ByteArrayContent([]) });
            head.Content.Headers.ContentLength = bytes.Length;
            return head;
        }

        var from = (int)request.Headers.GetValues("x-ms-range").Select(
            range => long.Parse(range["bytes=".Length..range.IndexOf('-', StringComparison.Ordinal)], null)).Single();
        var response = Described(
            new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new StreamContent(body(bytes.Length - from)) });
        response.Content.Headers.ContentRange = new(from, bytes.Length - 1, bytes.Length);
        return response;
    }

    private static HttpResponseMessage Described(HttpResponseMessage response)
    {
        response.Headers.ETag = new("\"0x1\"");
        response.Headers.Add("x-ms-blob-type", "BlockBlob");
        response.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
        return response;
    }

    private async Task<StoredContent> CommitAsync(int length)
    {
        var block = SampleBlock.Of(0, length);
        await block.StageAsync(_storage.Ports.Blocks, _id);
        await _storage.Ports.Commits.CommitAsync(SampleSession.Committing(_id, [block.Id]), [block.Id], default);
        return (await _storage.Ports.Contents.OpenAsync(_id, default))!;
    }

    private sealed class BreakingStream(byte[] bytes, int breakAt) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < breakAt
                ? base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, breakAt - Position)], cancellationToken)
                : ValueTask.FromException<int>(new IOException("The response ended prematurely."));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
