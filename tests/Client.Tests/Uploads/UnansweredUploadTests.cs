using System.Text;
using SmartTransfer.Client.Tests.Scripted;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>Uploads to a scripted service that does not answer, or in whose place something else does.</summary>
public sealed class UnansweredUploadTests : ScriptedTest
{
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

    [Theory]
    [InlineData(200, "<html>Accept the terms</html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"offset": 0, "length": 65536}""")]
    [InlineData(302, "")]
    public async Task What_answers_in_the_place_of_the_service_has_stored_no_chunk(int status, string page)
    {
        var (path, bytes) = NewFile(200_000);
        Service.Script = (request, before) => request.IsChunk && before is 1 or 2 ? Portal(status, page) : null;

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(2, result.FailedAttempts);
    }

    [Fact]
    public async Task A_receipt_of_other_bytes_is_no_receipt()
    {
        var (path, bytes) = NewFile(100_000);
        var digest = new string('0', 64);
        Service.Script = (request, before) => request.IsChunk && before == 0
            ? Portal(200, $$"""{"offset": 0, "length": 65536, "sha256": "{{digest}}"}""")
            : null;

        var result = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(1, result.FailedAttempts);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(307)]
    public async Task What_answers_in_the_place_of_the_service_has_completed_nothing(int status)
    {
        var (path, bytes) = NewFile(100);
        Service.Script = (request, before) => request.IsComplete && before == 0 ? Portal(status, "<html>Accept the terms</html>") : null;

        _ = await Client().UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
    }

    private static ScriptedAnswer Portal(int status, string page) =>
        new(status) { Body = Encoding.UTF8.GetBytes(page), ContentType = "text/html" };

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
}
