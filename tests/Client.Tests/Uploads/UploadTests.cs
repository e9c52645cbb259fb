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
    public async Task What_nobody_answers_is_sent_in_halves_and_completed_with_a_manifest()
    {
        Service.Advice = Service.Advice.Replace(
            "chunk-bytes=65536,",
            "chunk-bytes=262144,",
            StringComparison.Ordinal).Replace("parallel=2", "parallel=1", StringComparison.Ordinal);
        var (path, bytes) = NewFile(524_288);

        // Both are stored, and nobody knows: the service may hold chunks that are not on the list.
        Service.Script = (request, before) => request.IsChunk && before < 2 ? ScriptedAnswer.LoseAnswer() : null;

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(
            [262_144, 131_072, 65_536],
            Service.Requests.Where(request => request.IsChunk).Take(3).Select(request => request.Body.Length));
        Assert.Equal(2, result.FailedAttempts);
        Assert.Contains(
            "manifest",
            Encoding.UTF8.GetString(Service.Requests.Single(request => request.IsComplete).Body),
            StringComparison.Ordinal);
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

    [Fact]
    public async Task Answers_of_something_in_between_count_as_no_answer()
    {
        var (path, bytes) = NewFile(150_000);
        Service.Script = (request, before) => before switch
        {
            0 => new ScriptedAnswer(502) { Body = "<html>bad gateway</html>"u8.ToArray(), ContentType = "text/html" },
            1 => new ScriptedAnswer(504),
            _ => null,
        };

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
    }

    [Fact]
    public async Task A_proxy_that_refuses_large_bodies_gets_smaller_ones()
    {
        Service.Advice = Service.Advice.Replace("chunk-bytes=65536,", "chunk-bytes=1000000,", StringComparison.Ordinal);
        var (path, bytes) = NewFile(1_500_000);
        Service.Script = (request, _) => request is { IsChunk: true, Body.Length: > 300_000 } ? new ScriptedAnswer(413) : null;

        _ = await Client().UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.True(Service.Requests.Count(request => request is { IsChunk: true, Body.Length: > 300_000 }) <= 6);
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
    public async Task When_nothing_is_accepted_for_the_patience_it_ends_and_can_be_resumed()
    {
        var (path, _) = NewFile(10);
        Service.Script = (request, _) => request.IsChunk ? ScriptedAnswer.LoseConnection() : null;

        var failure = await Assert.ThrowsAsync<TransferException>(
            () => Client(options => options.Patience = TimeSpan.FromMilliseconds(200)).UploadAsync(path));

        Assert.Equal(TransferErrorCode.NoProgress, failure.Code);
        Assert.True(failure.CanResume);
        _ = Assert.Single(Journals.List());
    }

    [Fact]
    public async Task A_wait_longer_than_the_patience_ends_it_at_once_and_says_how_long()
    {
        var (path, _) = NewFile(10);
        Service.Script = (request, _) => request.IsChunk ? ScriptedAnswer.Problem(429, "too-many-bytes", 3_600_000) : null;

        var failure = await Assert.ThrowsAsync<TransferException>(
            () => Client(options => options.Patience = TimeSpan.FromMinutes(1)).UploadAsync(path));

        Assert.Equal("too-many-bytes", failure.Code);
        Assert.True(failure.CanResume);
        Assert.Equal(TimeSpan.FromHours(1), failure.RetryAfter);
    }

    [Fact]
    public async Task Key_and_token_are_in_their_headers_and_nowhere_else()
    {
        var (path, _) = NewFile(100_000);
        var client = Client(options => (options.FunctionKey, options.BearerToken) = ("the-key", _ => ValueTask.FromResult("the-token")));
        Service.Script = (request, before) => request.IsChunk && before == 0 ? ScriptedAnswer.Problem(500, "internal-error") : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => client.UploadAsync(path, Options));

        Assert.All(Service.Requests, request =>
        {
            Assert.Equal(("the-key", "Bearer the-token"), (request.Header("x-functions-key"), request.Header("Authorization")));
            Assert.DoesNotContain("the-", request.Path + request.Query, StringComparison.Ordinal);
        });
        Assert.DoesNotContain(
            "the-",
            failure.ToString() + string.Join('\n', Events) + File.ReadAllText(Directory.GetFiles(Journals.Path, "*.json").Single()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_asked_for_anew_by_one_request_for_all()
    {
        var (path, bytes) = NewFile(1_000_000);
        var asked = 0;
        var client = Client(options => options.BearerToken = _ => ValueTask.FromResult($"token-{Interlocked.Increment(ref asked)}"));
        Service.Advice = Service.Advice.Replace("parallel=2", "parallel=6", StringComparison.Ordinal);
        Service.Script = (request, _) =>
            request.IsChunk && request.Header("Authorization") == "Bearer token-1" ? ScriptedAnswer.Problem(401, "token-expired") : null;

        _ = await client.UploadAsync(path);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_ends_it()
    {
        var (path, _) = NewFile(10);
        var client = Client(options => options.BearerToken = _ => ValueTask.FromResult("same"));
        Service.Script = (request, _) => request.IsChunk ? ScriptedAnswer.Problem(401, "token-invalid") : null;

        var failure = await Assert.ThrowsAsync<TransferException>(() => client.UploadAsync(path));

        Assert.Equal("token-invalid", failure.Code);
        Assert.Equal(2, Service.Requests.Count(request => request.IsChunk));
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
    public async Task A_stream_that_cannot_seek_is_sent_whole_whatever_its_length()
    {
        foreach (var length in new[] { 0, 5, 1024 * 1024, (1024 * 1024) + 1, 3_000_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);

            var result = await Client().UploadAsync(new Unseekable(bytes), new UploadOptions { FileName = "stdin" });

            Assert.Equal(bytes, Service.File);
            Assert.Equal(length, result.Length);
            Assert.Empty(Journals.List());
            Service.Length = null;
        }
    }

    [Fact]
    public async Task A_stream_survives_broken_connections_though_it_can_be_read_only_once()
    {
        var bytes = new byte[3_000_000];
        new Random(3).NextBytes(bytes);
        Service.Script = (request, before) =>
            request.IsChunk && before % 3 == 1 ? before % 2 == 0 ? ScriptedAnswer.LoseAnswer() : ScriptedAnswer.LoseConnection() : null;

        _ = await Client().UploadAsync(new Unseekable(bytes), new UploadOptions { FileName = "stdin" });

        Assert.Equal(bytes, Service.File);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_told()
    {
        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(In("nowhere")));
        Assert.Equal(TransferErrorCode.SourceUnreadable, failure.Code);

        failure = await Assert.ThrowsAsync<TransferException>(
            () => Client().UploadAsync(new Unseekable(new byte[3_000_000], failAt: 2_000_000), new UploadOptions { FileName = "stdin" }));
        Assert.Equal(TransferErrorCode.SourceUnreadable, failure.Code);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_sent_is_not_completed()
    {
        var (path, _) = NewFile(500_000);
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == 3)
            {
                File.AppendAllText(path, "more");
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal((TransferErrorCode.SourceChanged, 500_000L), (failure.Code, failure.Offset));
        Assert.Null(Service.File);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_while_it_is_sent_is_told_with_its_end()
    {
        var (path, _) = NewFile(900_000);
        Service.Script = (request, before) =>
        {
            if (request.IsChunk && before == 3)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(600_000);
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<TransferException>(() => Client().UploadAsync(path));

        Assert.Equal((TransferErrorCode.SourceChanged, 600_000L), (failure.Code, failure.Offset));
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

    [Fact]
    public async Task A_connection_that_was_begun_before_any_rate_was_known_is_given_up_once_one_is()
    {
        var (path, bytes) = NewFile(300_000);
        Service.Script = (request, before) => request.IsChunk && before == 0 ? ScriptedAnswer.BeSilent() : null;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var result = await Client().UploadAsync(path, Options, cancellationToken: limit.Token);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(1, result.FailedAttempts);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_given_up_and_the_chunk_sent_again()
    {
        var (path, bytes) = NewFile(300_000);
        Service.Script = (request, before) => request.IsChunk && before == 3 ? ScriptedAnswer.BeSilent() : null;

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(1, result.FailedAttempts);
        Assert.Contains(Events, told => told.Code == "timeout");
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
