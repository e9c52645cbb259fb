using System.Net;
using System.Text.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>Which byte ranges are taken as a chunk.</summary>
public sealed class ChunkRangeTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Theory]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("abc")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("%201")]
    [InlineData("1,000")]
    [InlineData("٣")]
    [InlineData("9223372036854775808")]
    [InlineData("a%0D%0Ab")]
    public async Task An_offset_that_is_no_position_is_refused(string offset)
    {
        var upload = await ClientUpload.StartAsync(_host, 100);
        var reply = await upload.PutAsync(offset, Bodies.Sized([1]), ("Content-Digest", Bodies.ContentDigest([1])));
        reply.IsProblem(HttpStatusCode.BadRequest, "offset-invalid");
        Assert.Empty(upload.Blocks);
    }

    [Theory]
    [InlineData(100, 1, false)]
    [InlineData(100, 1, true)]
    [InlineData(101, 1, false)]
    [InlineData(90, 11, false)]
    [InlineData(90, 11, true)]
    [InlineData(0, 101, true)]
    [InlineData(long.MaxValue, 1, false)]
    [InlineData(long.MaxValue, 1, true)]
    public async Task A_chunk_past_the_end_is_refused(long offset, int length, bool chunked)
    {
        var (upload, problem) = await IsRefused(
            100, offset, length, chunked, HttpStatusCode.RequestedRangeNotSatisfiable, "chunk-past-end");
        Assert.Equal(offset, problem.Number("offset"));
        Assert.Equal(Math.Max(0, 100 - offset), problem.Number("want"));
        Assert.Equal(1, (await upload.StatusAsync()).GetProperty("network").Number("refused"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task An_empty_chunk_is_refused(bool chunked) => IsRefused(100, 0, 0, chunked, HttpStatusCode.BadRequest, "chunk-empty");

    [Fact]
    public Task A_chunk_of_an_empty_file_is_past_its_end() =>
        IsRefused(0, 0, 1, false, HttpStatusCode.RequestedRangeNotSatisfiable, "chunk-past-end");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chunk_over_the_largest_size_is_refused_and_that_size_named(bool chunked)
    {
        var (_, problem) = await IsRefused(
            20_000_000, 0, (8 * 1024 * 1024) + 1, chunked, HttpStatusCode.RequestEntityTooLarge, "chunk-too-large");
        Assert.Equal(8 * 1024 * 1024, problem.Number("want"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chunk_of_the_largest_size_is_taken(bool chunked)
    {
        var bytes = new byte[8 * 1024 * 1024];
        var upload = await ClientUpload.StartAsync(_host, 20_000_000);
        (await upload.PutAsync(
            1,
            chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes),
            ("Content-Digest", Bodies.ContentDigest(bytes)))).Is(HttpStatusCode.OK);
        Assert.Equal("1+8388608", (await upload.StatusAsync()).Ranges("received"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chunk_under_the_floor_that_49_000_chunks_set_is_refused(bool chunked)
    {
        var (_, problem) = await IsRefused(4_900_000, 0, 99, chunked, HttpStatusCode.UnprocessableEntity, "chunk-too-small");
        Assert.Equal(100, problem.Number("want"));
        Assert.Equal(99, problem.Number("got"));
    }

    [Fact]
    public async Task A_chunk_at_the_floor_is_taken_and_so_is_a_smaller_one_that_ends_the_file()
    {
        var upload = await ClientUpload.StartAsync(_host, 4_900_000);
        (await upload.PutAsync(0, new byte[100])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(4_899_999, new byte[1])).Is(HttpStatusCode.OK);
        Assert.Equal("0+100 4899999+1", (await upload.StatusAsync()).Ranges("received"));
    }

    [Fact]
    public async Task One_byte_more_than_100_for_each_of_49_000_chunks_raises_the_floor()
    {
        var (_, problem) = await IsRefused(4_900_001, 0, 100, false, HttpStatusCode.UnprocessableEntity, "chunk-too-small");
        Assert.Equal(101, problem.Number("want"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chunk_over_the_30_000_000_bytes_of_the_workers_server_is_taken_where_the_setting_allows_it(bool chunked)
    {
        await using var host = await ApiHost.StartAsync("--SmartTransfer:Limits:MaxChunkBytes=33554432");
        var bytes = new byte[33_554_432];
        var upload = await ClientUpload.StartAsync(host, 100_000_000);
        (await upload.PutAsync(
            0,
            chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes),
            ("Content-Digest", Bodies.ContentDigest(bytes)))).Is(HttpStatusCode.OK);
        Assert.Equal("0+33554432", (await upload.StatusAsync()).Ranges("received"));
    }

    private async Task<(ClientUpload Upload, JsonElement Problem)> IsRefused(
        long fileBytes, long offset, int length, bool chunked, HttpStatusCode status, string code)
    {
        var upload = await ClientUpload.StartAsync(_host, fileBytes);
        var bytes = new byte[length];
        var reply = await upload.PutAsync(
            offset, chunked ? Bodies.Chunked(bytes) : Bodies.Sized(bytes), ("Content-Digest", Bodies.ContentDigest(bytes)));
        var problem = reply.IsProblem(status, code);
        Assert.Empty(upload.Blocks);
        return (upload, problem);
    }
}
