using SmartTransfer.Client.Tests.Scripted;

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
