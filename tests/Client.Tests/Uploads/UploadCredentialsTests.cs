using SmartTransfer.Client.Tests.Scripted;
using SmartTransfer.Testing.Time;

namespace SmartTransfer.Client.Tests.Uploads;

/// <summary>Keys and tokens of uploads to a scripted service.</summary>
public sealed class UploadCredentialsTests : ScriptedTest
{
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
    public async Task A_callback_that_fails_is_asked_again_as_when_nobody_answers()
    {
        var (path, bytes) = NewFile(200_000);
        var asked = 0;
        var client = Client(options => options.BearerToken = _ => Interlocked.Increment(ref asked) switch
        {
            1 or 3 => throw new HttpRequestException("no route to the issuer"),
            var number => ValueTask.FromResult($"token-{number}"),
        });
        Service.Script = (request, _) =>
            request.IsChunk && request.Header("Authorization") == "Bearer token-2" ? ScriptedAnswer.Problem(401, "token-expired") : null;

        _ = await client.UploadAsync(path, Options);

        Assert.Equal(bytes, Service.File);
        Assert.Equal(4, asked);
        Assert.Contains(Events, told => told.Message.Contains("no route to the issuer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callback_that_fails_for_the_patience_ends_it_and_it_can_be_resumed()
    {
        var clock = new ManualTimeProvider();
        using var handler = new Answers(_ => throw new InvalidOperationException("No request may be sent without a token."));
        using var client = handler.Client(clock, new TransferClientOptions
        {
            Journals = null,
            BearerToken = _ => throw new HttpRequestException("no route to the issuer"),
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => Answers.ThroughAsync(
            client.UploadAsync(new MemoryStream(new byte[100]), new UploadOptions { FileName = "file" }),
            clock,
            TimeSpan.FromHours(3)));

        Assert.Equal((TransferErrorCode.NoProgress, true), (failure.Code, failure.CanResume));
        Assert.Contains("no route to the issuer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_that_hangs_is_not_asked_twice_and_holds_up_no_longer_than_the_patience()
    {
        var clock = new ManualTimeProvider();
        var asked = 0;
        using var handler = new Answers(_ => throw new InvalidOperationException("No request may be sent without a token."));
        using var client = handler.Client(clock, new TransferClientOptions
        {
            Journals = null,
            BearerToken = async ended =>
            {
                asked++;
                await Task.Delay(Timeout.InfiniteTimeSpan, ended);
                return "late";
            },
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => Answers.ThroughAsync(
            client.UploadAsync(new MemoryStream(new byte[100]), new UploadOptions { FileName = "file" }),
            clock,
            TimeSpan.FromHours(3)));

        Assert.Equal((TransferErrorCode.NoProgress, true), (failure.Code, failure.CanResume));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_callback_can_end_it()
    {
        var (path, _) = NewFile(10);
        var client = Client(options => options.BearerToken = _ => throw new TransferException("token-missing", "Log in first."));

        Assert.Equal("token-missing", (await Assert.ThrowsAsync<TransferException>(() => client.UploadAsync(path))).Code);
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
}
