using System.Buffers.Binary;
using System.Net.Http.Headers;
using Azure.Core;
using SmartTransfer.Azure.Blobs;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Storage;

namespace SmartTransfer.Azure.Tests.Blobs;

/// <summary>Put Block From URL as it goes over the wire, since the emulator has no such call.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class BlockCopyTests(AzuriteFixture azurite)
{
    private static readonly SampleBlock Block = SampleBlock.Of(5_000, 1_000);

    private readonly UploadId _source = UploadId.FromBytes([.. Enumerable.Repeat((byte)1, 16)]);
    private readonly UploadId _target = UploadId.FromBytes([.. Enumerable.Repeat((byte)2, 16)]);

    [Fact]
    public async Task Storage_is_asked_for_the_range_of_the_source_under_the_blocks_id_with_its_checksum_and_a_short_lived_right_to_read()
    {
        HttpRequestMessage? asked = null;
        using var stub = new StubbedStorage(request => Noted(request, out asked, StubbedStorage.Answer(201)));

        Assert.True(await CopyAsync(stub));

        Assert.Equal((HttpMethod.Put, $"/uploads/{UploadKey.Of(_target)}"), (asked!.Method, asked.RequestUri!.AbsolutePath));
        Assert.Contains($"comp=block&blockid={Uri.EscapeDataString(Block.Encoded)}", asked.RequestUri.Query, StringComparison.Ordinal);
        Assert.Equal("bytes=7000-7999", Header(asked.Headers, "x-ms-source-range"));
        var crc = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(crc, Block.Id.Crc64);
        Assert.Equal(Convert.ToBase64String(crc), Header(asked.Headers, "x-ms-source-content-crc64"));
        var from = new Uri(Header(asked.Headers, "x-ms-copy-source")!);
        Assert.Equal($"/uploads/{UploadKey.Of(_source)}", from.AbsolutePath);
        Assert.Contains("sp=r&", from.Query, StringComparison.Ordinal);
        Assert.Contains("sr=b&", from.Query, StringComparison.Ordinal);
        Assert.Matches(@"[?&]se=\d{4}-", from.Query);
    }

    [Fact]
    public async Task By_identity_the_source_is_read_with_a_token_and_its_address_has_no_right_in_it()
    {
        HttpRequestMessage? asked = null;
        using var stub = new StubbedStorage(request => Noted(request, out asked, StubbedStorage.Answer(201)));
        var copies = new BlockCopies(
            stub.Clients,
            DelegatedTokenCredential.Create((context, _) => new AccessToken(Assert.Single(context.Scopes), DateTimeOffset.MaxValue)),
            TimeProvider.System);

        Assert.True(await copies.TryRunAsync(UploadBlob.Of(_source), 7_000, UploadBlob.Of(_target), Block.Id, default));

        Assert.Equal("Bearer https://storage.azure.com/.default", Header(asked!.Headers, "x-ms-copy-source-authorization"));
        Assert.Empty(new Uri(Header(asked.Headers, "x-ms-copy-source")!).Query);
    }

    [Fact]
    public async Task Other_requests_carry_no_checksum_of_a_source()
    {
        HttpRequestMessage? asked = null;
        using var stub = new StubbedStorage(request => Noted(request, out asked, StubbedStorage.Answer(201)));
        await CopyAsync(stub);

        await Block.StageAsync(new BlobBlockStore(stub.Clients, stub.Provisioner), _target);

        Assert.Null(Header(asked!.Headers, "x-ms-source-content-crc64"));
    }

    [Fact]
    public async Task Storage_that_has_no_such_call_is_asked_once()
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(501, "APINotImplemented"));
        var blocks = new BlobBlockStore(stub.Clients, stub.Provisioner);

        Assert.False(await blocks.TryCopyAsync(_source, 0, _target, Block.Id, default));
        Assert.False(await blocks.TryCopyAsync(_source, 0, _target, Block.Id, default));

        Assert.Equal(1, stub.Requests);
    }

    [Theory]
    [InlineData(400, "Crc64Mismatch")]
    [InlineData(403, "CannotVerifyCopySource")]
    [InlineData(404, "CannotVerifyCopySource")]
    [InlineData(409, "PublicAccessNotPermitted")]
    public async Task What_storage_refuses_to_copy_is_not_copied_and_it_is_asked_again_for_the_next(int status, string code)
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(status, code));
        var blocks = new BlobBlockStore(stub.Clients, stub.Provisioner);

        Assert.False(await blocks.TryCopyAsync(_source, 0, _target, Block.Id, default));
        Assert.False(await blocks.TryCopyAsync(_source, 0, _target, Block.Id, default));

        Assert.Equal(2, stub.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_tried_again_by_whoever_retries(int status)
    {
        using var stub = new StubbedStorage(_ => StubbedStorage.Answer(status, "ServerBusy"));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => CopyAsync(stub));
    }

    [Fact]
    public async Task The_emulator_does_not_copy()
    {
        using var storage = new AzureStorage(azurite.ConnectionString);

        Assert.False(await storage.Ports.Blocks.TryCopyAsync(_source, 0, _target, Block.Id, default));
    }

    private Task<bool> CopyAsync(StubbedStorage stub) =>
        new BlobBlockStore(stub.Clients, stub.Provisioner).TryCopyAsync(_source, 7_000, _target, Block.Id, default);

    private static string? Header(HttpRequestHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    private static HttpResponseMessage Noted(HttpRequestMessage request, out HttpRequestMessage noted, HttpResponseMessage answer)
    {
        noted = request;
        return answer;
    }
}
