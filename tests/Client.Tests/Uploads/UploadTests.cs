using System.Text;
using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>Uploads to a scripted service.</summary>
public sealed class UploadTests : ScriptedTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(1_000_003)]
    public async Task A_file_arrives_as_it_is(int length)
    {
        var (path, bytes) = NewFile(length);

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal((length, length, 0, false), ((int)result.Length, (int)result.SentBytes, result.FailedAttempts, result.IsResumed));
        Assert.Equal(ScriptedService.Id, result.UploadId);
        Assert.Empty(Journals.List());
        Assert.Equal(length == 0 ? 0 : ((length - 1) / 65_536) + 1, Service.Requests.Count(request => request.IsChunk));
    }

    [Theory]
    [InlineData("u\u0308nfc.bin")]
    [InlineData("\u00fcnfd.bin")]
    [InlineData("🎉 party.bin")]
    public async Task The_name_is_told_as_it_is(string name)
    {
        var (path, _) = NewFile(10, name);

        _ = await Client().UploadAsync(path);

        Assert.Equal(name, Service.FileName);
    }

    [Fact]
    public async Task A_name_of_255_characters_is_told_as_it_is()
    {
        var name = new string('x', 251) + ".bin";
        var (path, _) = NewFile(10, name);

        _ = await Client().UploadAsync(path);

        Assert.Equal(name, Service.FileName);
    }

    [Fact]
    public async Task The_size_and_the_connections_of_the_latest_advice_are_used()
    {
        var (path, _) = NewFile(1_000_000);
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == 1)
            {
                Service.Advice = Service.Advice.Replace("chunk-bytes=65536,", "chunk-bytes=200000,", StringComparison.Ordinal);
            }

            return null;
        };

        _ = await Client().UploadAsync(path);

        var sizes = Service.Requests.Where(request => request.IsChunk).Select(request => request.Body.Length).ToList();
        Assert.Equal(65_536, sizes[0]);
        Assert.Contains(200_000, sizes);
    }

    [Fact]
    public async Task An_answer_without_advice_that_can_be_read_changes_nothing()
    {
        Service.Advice = "chunk-bytes=none";
        var (path, bytes) = NewFile(3_000_000);

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(1024 * 1024, Service.Requests.Where(request => request.IsChunk).Max(request => request.Body.Length));
    }

    [Fact]
    public async Task Without_doubt_about_what_is_stored_no_manifest_is_sent()
    {
        var (path, _) = NewFile(200_000);

        _ = await Client().UploadAsync(path);

        var completion = Encoding.UTF8.GetString(Service.Requests.Single(request => request.IsComplete).Body);
        Assert.DoesNotContain("manifest", completion, StringComparison.Ordinal);
        Assert.Contains("crc64nvme", completion, StringComparison.Ordinal);
        Assert.Contains("chunkDigestsSha256", completion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_fails_more_often_than_advised_is_asked_about_first()
    {
        Service.Advice = Service.Advice.Replace("max-retries=5", "max-retries=2", StringComparison.Ordinal);
        var (path, bytes) = NewFile(60_000);
        Service.Script = (request, before) => request.IsChunk && before < 4 ? ScriptedAnswer.LoseConnection() : null;

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        var kinds = Service.Requests.Select(request => request.IsChunk ? 'c' : request.IsStatus ? 's' : '-').ToArray();
        Assert.Equal("-cccscc-", new string(kinds));
        Assert.Equal("?chunks=false", Service.Requests.Single(request => request.IsStatus).Query);
    }

    [Fact]
    public async Task What_attempts_cost_is_reported_with_the_next_request()
    {
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=1", StringComparison.Ordinal);
        var (path, _) = NewFile(100_000);
        Service.Script = (request, before) => request.IsChunk && before == 0 ? ScriptedAnswer.LoseConnection() : null;

        _ = await Client().UploadAsync(path);

        var reports = Service.Requests.Where(request => request.IsChunk).Select(request => request.Header("Transfer-Report")).ToList();
        Assert.Null(reports[0]);
        Assert.Matches("^bytes=0, ms=0, attempts=1, failed=1, connections=1, lost=[0-9]+, lost-ms=[0-9]+, error=connection$", reports[1]!);
        Assert.Matches("^bytes=65536, ms=[0-9]+, attempts=1, failed=0, connections=1$", reports[2]!);
    }

    [Fact]
    public async Task The_clients_id_goes_with_the_start_alone()
    {
        var (path, _) = NewFile(100_000);

        _ = await Client().UploadAsync(path);

        Assert.Matches("^\"[0-9a-f]{32}\"$", Service.Requests.Single(request => request.IsStart).Header("Transfer-Client")!);
        Assert.All(Service.Requests.Where(request => !request.IsStart), request => Assert.Null(request.Header("Transfer-Client")));
    }

    [Fact]
    public async Task Every_try_of_a_start_has_one_key_and_every_start_its_own()
    {
        var (path, _) = NewFile(100);
        Service.Script = (request, before) => request.IsStart && before == 0 ? ScriptedAnswer.LoseConnection() : null;

        _ = await Client().UploadAsync(path);
        _ = await Client().UploadAsync(path, new UploadOptions { FileName = "again" });

        var keys = Service.Requests.Where(request => request.IsStart).Select(request => request.Header("Idempotency-Key")!).ToList();
        Assert.Equal(3, keys.Count);
        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[1], keys[2]);
        Assert.All(keys, key => Assert.Matches("^\"[0-9a-f]{32}\"$", key));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(403)]
    public async Task An_address_of_something_else_is_told(int status)
    {
        var (path, _) = NewFile(10);
        Service.Script = (_, _) =>
        {
            var answer = new ScriptedAnswer(status);
            answer.Headers["Location"] = "/elsewhere";
            return answer;
        };

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal((TransferErrorCode.NotThisService, status), (failure.Code, (int)failure.Status!));
        _ = Assert.Single(Service.Requests);
    }

    [Fact]
    public async Task No_more_connections_are_used_than_advised()
    {
        var (path, _) = NewFile(2_000_000);
        var progress = new Recorded();
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=3", StringComparison.Ordinal);

        _ = await Client().UploadAsync(path, Options, progress);

        Assert.InRange(progress.All.Max(now => now.ConnectionsInUse), 0, 3);
        Assert.Equal(2_000_000, progress.All.Last().AcceptedBytes);
        Assert.Equal(TransferPhase.Done, progress.All.Last().Phase);
    }

    [Fact]
    public async Task What_the_service_says_it_lacks_is_sent_again()
    {
        var (path, bytes) = NewFile(300_000);
        Service.Script = (request, before) => request.IsComplete && before == 0
            ? ScriptedAnswer.Problem(
                409,
                "chunks-missing",
                0,
                missing: new[] { new { offset = 70_000, length = 10 }, new { offset = 262_144, length = 37_856 } })
            : null;

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(
            [65_536, 262_144],
            Service.Requests.Where(request => request.IsChunk).Skip(5).Select(request => request.Offset).Order());
    }

    [Fact]
    public async Task Of_a_chunk_in_which_two_ranges_are_missing_one_is_sent()
    {
        var (path, bytes) = NewFile(300_000);
        Service.Script = (request, before) => request.IsComplete && before == 0
            ? ScriptedAnswer.Problem(
                409,
                "chunks-missing",
                0,
                missing: new[] { new { offset = 70_000, length = 10 }, new { offset = 80_000, length = 10 } })
            : null;

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(65_536, Assert.Single(Service.Requests.Where(request => request.IsChunk).Skip(5)).Offset);
    }

    [Fact]
    public async Task The_last_chunk_is_not_lost_when_it_is_refused_as_too_small()
    {
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=1", StringComparison.Ordinal);
        var (path, bytes) = NewFile(100_000);
        Service.Script = (request, before) =>
            request.IsChunk && before == 1 ? ScriptedAnswer.Problem(422, "chunk-too-small", want: 40_000) : null;

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(1, Service.Requests.Count(request => request.IsComplete));
    }

    [Fact]
    public async Task A_service_that_never_has_enough_is_given_up()
    {
        var (path, _) = NewFile(100);
        Service.Script = (request, _) =>
            request.IsComplete
                ? ScriptedAnswer.Problem(409, "chunks-missing", 0, missing: new[] { new { offset = 0, length = 100 } })
                : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal("chunks-missing", failure.Code);
    }

    private sealed class Recorded : IProgress<TransferProgress>
    {
        private readonly List<TransferProgress> _all = [];

        public IReadOnlyList<TransferProgress> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(TransferProgress value)
        {
            lock (_all)
            {
                _all.Add(value);
            }
        }
    }
}
