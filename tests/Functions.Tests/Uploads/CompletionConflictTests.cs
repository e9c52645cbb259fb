using System.Net;
using System.Text.Json;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.Uploads;

/// <summary>Chunks that contradict one another, and the manifest that says which of them make up the file.</summary>
public sealed class CompletionConflictTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly ApiHost _host = shared.Host;

    [Fact]
    public async Task A_conflict_is_named_exactly()
    {
        var problem = (await (await ConflictingAsync()).CompleteAsync()).IsProblem(HttpStatusCode.Conflict, "chunks-conflict");
        Assert.Equal("2+2", problem.Ranges("conflicts"));
        Assert.Equal(
            new[] { Bodies.Hex([3, 3]), Bodies.Hex([4, 4]) }.Order(),
            problem.GetProperty("conflicts")[0].GetProperty("sha256").EnumerateArray().Select(digest => digest.GetString()).Order());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_manifest_resolves_it(byte chosen)
    {
        var upload = await ConflictingAsync();
        (await upload.CompleteAsync(new { manifest = new[] { Entry(0, [1, 1]), Entry(2, [chosen, chosen]) } })).Is(HttpStatusCode.OK);
        Assert.Equal([1, 1, chosen, chosen], (await upload.GetContentAsync()).Body);
    }

    [Fact]
    public async Task A_manifest_that_names_a_chunk_that_is_not_there_is_told_which()
    {
        var upload = await ConflictingAsync();
        var reply = await upload.CompleteAsync(new { manifest = new[] { Entry(0, [1, 1]), Entry(2, [5, 5]) } });
        Assert.Equal("2+2", reply.IsProblem(HttpStatusCode.Conflict, "chunks-missing").Ranges("missing"));
        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Fact]
    public async Task A_manifest_with_a_gap_an_overlap_or_a_missing_end_is_told_where()
    {
        var upload = await ConflictingAsync();
        (object[] Manifest, long At)[] bad =
        [
            ([], 0),
            ([Entry(0, [1, 1])], 2),
            ([Entry(2, [3, 3])], 0),
            ([Entry(0, [1, 1]), Entry(1, [3, 3])], 2),
            ([Entry(2, [3, 3]), Entry(0, [1, 1])], 0),
            ([Entry(0, [1, 1]), Entry(2, [3, 3]), Entry(4, [5])], 4),
        ];
        foreach (var (manifest, at) in bad)
        {
            var problem = (await upload.CompleteAsync(new { manifest })).IsProblem(HttpStatusCode.UnprocessableEntity, "manifest-invalid");
            Assert.Equal((at, 4), (problem.Number("got"), problem.Number("want")));
        }

        Assert.Equal(UploadState.Open, upload.Row.State);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 0)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    [InlineData(1, long.MaxValue)]
    public async Task A_manifest_with_numbers_that_are_no_range_is_refused(long offset, long length)
    {
        var upload = await ConflictingAsync();
        object[] manifest = [new { offset, length, sha256 = Bodies.Hex([1]) }];
        (await upload.CompleteAsync(new { manifest })).IsProblem(HttpStatusCode.UnprocessableEntity, "manifest-invalid");
    }

    [Fact]
    public async Task A_manifest_of_more_entries_than_a_file_has_blocks_is_refused()
    {
        var upload = await ConflictingAsync();
        var entry = JsonSerializer.Serialize(Entry(0, [1, 1]));
        var reply = await upload.CompleteAsync($$"""{ "manifest": [{{string.Join(',', Enumerable.Repeat(entry, 50_001))}}] }""");
        Assert.Equal("manifest", reply.IsProblem(HttpStatusCode.UnprocessableEntity, "field-invalid").Text("field"));
    }

    [Fact]
    public async Task Chunks_of_other_sizes_that_agree_are_no_conflict()
    {
        byte[] file = [1, 2, 3, 4];
        var upload = await ClientUpload.SentAsync(_host, file, 2);
        (await upload.PutAsync(1, file[1..4])).Is(HttpStatusCode.OK);
        (await upload.PutAsync(0, file[..1])).Is(HttpStatusCode.OK);
        (await upload.CompleteAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(file, (await upload.GetContentAsync()).Body);
    }

    private static object Entry(long offset, byte[] chunk) => new { offset, length = chunk.Length, sha256 = Bodies.Hex(chunk) };

    private async Task<ClientUpload> ConflictingAsync()
    {
        var upload = await ClientUpload.SentAsync(_host, [1, 1, 3, 3], 2);
        (await upload.PutAsync(2, [4, 4])).Is(HttpStatusCode.OK);
        return upload;
    }
}
