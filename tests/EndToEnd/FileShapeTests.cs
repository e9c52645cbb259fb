using System.Net;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Testing.Client;
using SmartTransfer.Testing.Files;
using Xunit.Abstractions;

namespace SmartTransfer.EndToEnd;

/// <summary>Files and chunks of unusual lengths, unusual names, and parts of files.</summary>
public sealed class FileShapeTests(EndToEndFixture fixture, ITestOutputHelper output) : EndToEndTest(fixture, output)
{
    private const int MaxChunkBytes = 8 * 1024 * 1024;

    public static TheoryData<string, long, long> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, long, long>();
            foreach (var bodies in (string[])[Functions, Stream])
            {
                shapes.Add(bodies, 0, 1);
                shapes.Add(bodies, 1, 1);
                shapes.Add(bodies, MaxChunkBytes, MaxChunkBytes);
                shapes.Add(bodies, MaxChunkBytes + 1, MaxChunkBytes);
                shapes.Add(bodies, 10_007, 1_009);
                shapes.Add(bodies, 300_007, 65_537);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_file_of_any_length_in_chunks_of_any_length_comes_out_as_it_went_in(string bodies, long length, long chunkBytes)
    {
        var client = Connect(await SharedHostAsync(bodies));
        var file = new SeededFile(seed: (ulong)length, length);
        var started = await client.StartAsync("shape.bin", length, file.Sha256());
        await new ParallelUpload(file, started.Id).SendAsync([client], ChunkPlan.Even(length, chunkBytes));

        var completed = (await client.CompleteAsync(started.Id)).Expected().Read<UploadView>();
        var content = (await client.DownloadAsync(started.Id)).Expected();

        Assert.Equal((int)((length + chunkBytes - 1) / chunkBytes), completed.File!.ChunkCount);
        Assert.Equal(file.Sha256(), completed.File.Sha256);
        Assert.Equal(file.Read(new ByteRange(0, length)), content.Body);
    }

    [Theory]
    [InlineData("Grüße 東京 😀.txt")]
    [InlineData("quotes \" and ; semicolons, 100% = fine.bin")]
    [InlineData("..hidden")]
    public async Task A_file_keeps_its_name_and_media_type(string fileName)
    {
        var client = Connect(await SharedHostAsync());
        var started = await client.StartAsync(fileName, 0, contentType: "text/plain; charset=utf-8");
        var completed = (await client.CompleteAsync(started.Id)).Expected().Read<UploadView>();
        var content = (await client.DownloadAsync(started.Id)).Expected();

        Assert.Equal(fileName, completed.FileName);
        Assert.Equal("text/plain; charset=utf-8", content.Headers["Content-Type"]);
        Assert.StartsWith("attachment;", content.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains(
            $"filename*=UTF-8''{Uri.EscapeDataString(fileName)}", content.Headers["Content-Disposition"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_part_of_a_file_can_be_fetched_across_the_borders_of_its_chunks()
    {
        const int Length = 100_000;
        var client = Connect(await SharedHostAsync());
        var file = new SeededFile(seed: 206, Length);
        var started = await client.StartAsync("parts.bin", Length);
        await new ParallelUpload(file, started.Id).SendAsync([client], ChunkPlan.Even(Length, 9_973));
        _ = (await client.CompleteAsync(started.Id)).Expected();

        foreach (var range in (ByteRange[])[new(0, 1), new(9_972, 2), new(1_234, 56_789), new(Length - 1, 1), new(0, Length)])
        {
            var part = await client.DownloadAsync(started.Id, range);
            Assert.Equal(HttpStatusCode.PartialContent, part.Status);
            Assert.Equal($"bytes {range.Offset}-{range.End - 1}/{Length}", part.Headers["Content-Range"]);
            Assert.Equal(file.Read(range), part.Body);
        }

        var beyond = await client.DownloadAsync(started.Id, new ByteRange(Length, 1));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.Status);
    }

    [Fact]
    public async Task Nothing_of_a_file_can_be_fetched_before_it_is_completed()
    {
        var client = Connect(await SharedHostAsync());
        var file = new SeededFile(seed: 1, 10);
        var started = await client.StartAsync("early.bin", 10);
        await new ParallelUpload(file, started.Id).SendAsync([client], [new ByteRange(0, 10)]);

        Assert.Equal("upload-not-complete", (await client.DownloadAsync(started.Id)).ProblemCode);
    }
}
