using System.Net;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Uploads;

public sealed class StageChunkTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_chunk_is_acknowledged_with_its_digests_the_expiry_and_advice()
    {
        var upload = await ClientUpload.StartAsync(_host, 100);
        var reply = (await upload.PutAsync(10, "123456789"u8.ToArray())).Is(HttpStatusCode.OK);

        var receipt = reply.Json;
        Assert.Equal(10, receipt.Number("offset"));
        Assert.Equal(9, receipt.Number("length"));
        Assert.Equal(Bodies.Hex("123456789"u8.ToArray()), receipt.Text("sha256"));
        Assert.Equal("ae8b14860a799888", receipt.Text("crc64nvme"));
        Assert.Equal(_host.Clock.GetUtcNow().AddHours(24), receipt.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal(262_144, receipt.GetProperty("advice").Number("chunkBytes"));
        Assert.StartsWith("chunk-bytes=262144, ", reply.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Contains("success=1.0", reply.Header("Transfer-Advice"), StringComparison.Ordinal);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
        Assert.Single(upload.Blocks);
    }

    [Fact]
    public async Task A_chunk_in_chunked_transfer_coding_is_taken()
    {
        var bytes = Values.RandomBytes(300_000, seed: 1);
        var upload = await ClientUpload.StartAsync(_host, 1_000_000);
        (await upload.PutAsync(0, Bodies.Chunked(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)))).Is(HttpStatusCode.OK);
        Assert.Equal("0+300000", (await upload.StatusAsync()).Ranges("received"));
    }

    [Fact]
    public async Task A_chunk_sent_again_is_the_same_success_and_the_same_block()
    {
        var bytes = Values.RandomBytes(500, seed: 2);
        var upload = await ClientUpload.StartAsync(_host, 1000);
        var first = (await upload.PutAsync(0, bytes)).Is(HttpStatusCode.OK).Json;
        var second = (await upload.PutAsync(0, bytes)).Is(HttpStatusCode.OK).Json;

        Assert.Equal(first.Text("sha256"), second.Text("sha256"));
        Assert.Single(upload.Blocks);
        Assert.Equal(500, (await upload.StatusAsync()).Number("bytesReceived"));
    }

    [Fact]
    public async Task Chunks_may_come_in_any_order_and_size_and_side_by_side()
    {
        var file = Values.RandomBytes(10_000, seed: 3);
        var upload = await ClientUpload.StartAsync(_host, file.Length);
        (int Offset, int Length)[] chunks = [(9_000, 1_000), (0, 1), (1, 4_999), (7_777, 1_223), (5_000, 2_777)];
        await Task.WhenAll(chunks.Select(
            async chunk => (await upload.PutAsync(chunk.Offset, file[chunk.Offset..(chunk.Offset + chunk.Length)])).Is(HttpStatusCode.OK)));

        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(file, (await upload.GetContentAsync()).Body);
    }

    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("Application/Octet-Stream; x=y")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/offset+octet-stream")]
    [InlineData("video/mp4")]
    [InlineData("nonsense")]
    public async Task The_media_type_may_be_whatever_the_clients_library_puts_there(string contentType)
    {
        byte[] bytes = [1];
        var upload = await ClientUpload.StartAsync(_host, 1);
        (await upload.PutAsync(
            0, Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)), ("Content-Type", contentType))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(" Multipart/Mixed")]
    public async Task A_form_with_parts_is_refused_because_the_bytes_are_not_the_chunks(string contentType)
    {
        byte[] bytes = [1];
        var upload = await ClientUpload.StartAsync(_host, 1);
        var reply = await upload.PutAsync(
            0, Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)), ("Content-Type", contentType));
        Assert.Equal(
            "application/octet-stream", reply.IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type-unsupported").Text("want"));
        Assert.Empty(upload.Blocks);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity, gzip")]
    public async Task Encoded_bytes_are_refused(string encoding)
    {
        byte[] bytes = [1];
        var upload = await ClientUpload.StartAsync(_host, 1);
        var reply = await upload.PutAsync(
            0, Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)), ("Content-Encoding", encoding));
        Assert.Equal(encoding, reply.IsProblem(HttpStatusCode.UnsupportedMediaType, "content-encoding-unsupported").Text("got"));
        Assert.Empty(upload.Blocks);
    }

    [Fact]
    public async Task Bytes_that_are_said_to_be_encoded_as_they_are_are_taken()
    {
        byte[] bytes = [1];
        var upload = await ClientUpload.StartAsync(_host, 1);
        (await upload.PutAsync(
            0,
            Bodies.Sized(bytes),
            ("Content-Digest", Bodies.ContentDigest(bytes)),
            ("Content-Encoding", "identity"))).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("media-type-unsupported", "Content-Type", "multipart/")]
    [InlineData("content-encoding-unsupported", "Content-Encoding", "")]
    public async Task What_a_refusal_shows_of_a_header_has_an_end(string code, string header, string begin)
    {
        byte[] bytes = [1];
        var upload = await ClientUpload.StartAsync(_host, 1);
        var reply = await upload.PutAsync(
            0, Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)), (header, begin + new string('x', 8000)));
        Assert.True(reply.IsProblem(HttpStatusCode.UnsupportedMediaType, code).Text("got")!.Length <= 200);
    }
}
