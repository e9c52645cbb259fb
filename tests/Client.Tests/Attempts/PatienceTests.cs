using System.Net;
using SmartTransfer.Client.Attempts;
using SmartTransfer.Client.Http;
using SmartTransfer.Client.Policy;
using SmartTransfer.Client.Progress;
using SmartTransfer.Client.Tests.Scripted;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Attempts;

/// <summary>When a transfer gives up: rule 3.5 of docs/clients.md.</summary>
public sealed class PatienceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly ServiceAnswer Nobody = new() { Broken = new HttpRequestException("no route") };
    private static readonly ServiceAnswer Busy = new()
    {
        Status = HttpStatusCode.ServiceUnavailable,
        Problem = new Wire.Problem("busy", null, null, null, new Wire.Retry(20), null, null, null, null),
        RetryAfter = TimeSpan.FromMilliseconds(20),
    };

    private readonly ManualTimeProvider _clock = new();
    private readonly AttemptLine _line = new(0);
    private readonly Link _link;

    public PatienceTests()
    {
        var options = new TransferClientOptions { Clock = _clock, Patience = Patience };
        _link = new Link(options, new Random(1), new ProgressMeter("file", null, null, null, _clock));
    }

    public void Dispose() => _link.Dispose();

    [Fact]
    public async Task Statuses_that_are_answered_do_not_prolong_an_upload_whose_chunks_are_not()
    {
        var statuses = 0;
        using var handler = new Answers(request =>
        {
            if (request.Method == HttpMethod.Put)
            {
                return new HttpResponseMessage(HttpStatusCode.BadGateway);
            }

            statuses += request.Method == HttpMethod.Get ? 1 : 0;
            var answer = Answers.Json(
                $$"""{"id": "{{ScriptedService.Id}}", "state": "open", "fileName": "file"}""",
                request.Method == HttpMethod.Get ? HttpStatusCode.OK : HttpStatusCode.Created);
            answer.Headers.Location = new Uri($"/api/uploads/{ScriptedService.Id}", UriKind.Relative);
            return answer;
        });
        using var client = handler.Client(
            _clock,
            new TransferClientOptions { Journals = null, Patience = Patience, Random = new Random(1) });

        var failure = await Assert.ThrowsAsync<TransferException>(() => Answers.ThroughAsync(
            client.UploadAsync(new MemoryStream(new byte[100]), new UploadOptions { FileName = "file" }),
            _clock,
            TimeSpan.FromHours(2)));

        Assert.Equal((TransferErrorCode.NoProgress, true), (failure.Code, failure.CanResume));
        Assert.True(statuses > 0, "No status was asked for.");
    }

    [Fact]
    public async Task A_sleep_longer_than_the_patience_is_followed_by_one_more_attempt_once_the_network_had_time_to_come_up()
    {
        _clock.Advance(TimeSpan.FromHours(8));

        var woke = _clock.GetUtcNow();
        await PausedAsync(Nobody);
        Assert.Equal(TimeSpan.FromSeconds(30), _clock.GetUtcNow() - woke);

        var failure = await Assert.ThrowsAsync<TransferException>(() => PausedAsync(Nobody));
        Assert.Equal(TransferErrorCode.NoProgress, failure.Code);
    }

    [Fact]
    public async Task A_service_that_is_busy_after_a_sleep_is_asked_once_more()
    {
        _clock.Advance(TimeSpan.FromHours(8));

        await PausedAsync(Busy);

        var failure = await Assert.ThrowsAsync<TransferException>(() => PausedAsync(Busy));
        Assert.Equal("busy", failure.Code);
    }

    [Fact]
    public async Task What_is_accepted_after_a_sleep_begins_the_patience_anew()
    {
        _clock.Advance(TimeSpan.FromHours(8));
        await PausedAsync(Nobody);

        _link.Accepted(_line, 10, TimeSpan.FromSeconds(1));

        await PausedAsync(Nobody);
        _clock.Advance(Patience);
        await PausedAsync(Nobody);
    }

    private async Task PausedAsync(ServiceAnswer answer)
    {
        _ = await Answers.ThroughAsync(_link.PauseAsync(_line, answer, CancellationToken.None), _clock, TimeSpan.FromHours(1));
    }
}
