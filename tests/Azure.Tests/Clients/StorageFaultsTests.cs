using Azure;
using Azure.Identity;
using SmartTransfer.Azure.Clients;

namespace SmartTransfer.Azure.Tests.Clients;

public sealed class StorageFaultsTests
{
    public static TheoryData<Exception, bool> Faults => new()
    {
        { new RequestFailedException(0, "No such host"), true },
        { Refusal(400, "Crc64Mismatch"), true },
        { Refusal(400, "Md5Mismatch"), true },
        { Refusal(400, "InvalidBlockList"), false },
        { Refusal(400, null), false },
        { Refusal(401, "NoAuthenticationInformation"), true },
        { Refusal(403, "AuthorizationPermissionMismatch"), true },
        { Refusal(404, "BlobNotFound"), false },
        { Refusal(408, null), true },
        { Refusal(409, "BlobAlreadyExists"), false },
        { Refusal(412, "ConditionNotMet"), false },
        { Refusal(413, "RequestBodyTooLarge"), false },
        { Refusal(429, "TooManyRequests"), true },
        { Refusal(500, "InternalError"), true },
        { Refusal(500, "OperationTimedOut"), true },
        { Refusal(501, "NotImplemented"), false },
        { Refusal(502, null), true },
        { Refusal(503, "ServerBusy"), true },
        { Refusal(504, null), true },
        { new IOException("The response ended prematurely."), true },
        { new HttpRequestException("Connection refused"), true },
        { new TaskCanceledException("The network timeout elapsed."), true },
        { new AuthenticationFailedException("The identity endpoint did not answer."), true },
        { new AggregateException(Refusal(503, "ServerBusy"), new IOException("The response ended prematurely.")), true },
        { new AggregateException(Refusal(503, "ServerBusy"), Refusal(404, "BlobNotFound")), false },
        { new ArgumentException("A mistake of ours"), false },
        { new InvalidDataException("A newer row"), false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Only_what_may_pass_becomes_unavailable(Exception fault, bool mayPass)
    {
        var translated = StorageFaults.Translate(fault, "stage block", default);
        Assert.Equal(mayPass, translated is not null);
        Assert.True(translated is null || translated.InnerException == ((fault as AggregateException)?.InnerExceptions[^1] ?? fault));
    }

    [Fact]
    public void The_callers_own_cancellation_is_no_fault_of_storage()
    {
        var caller = new CancellationToken(canceled: true);
        Assert.Null(StorageFaults.Translate(new OperationCanceledException(caller), "stage block", caller));
        Assert.Null(StorageFaults.Translate(new TaskCanceledException(), "stage block", caller));
        Assert.NotNull(StorageFaults.Translate(Refusal(503, "ServerBusy"), "stage block", caller));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("Tue, 01 Jan 2030 00:00:30 GMT", 30)]
    [InlineData("Mon, 31 Dec 2029 23:59:00 GMT", 0)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void Retry_After_is_understood_in_seconds_and_as_a_date(string value, int? seconds)
    {
        var refused = new RequestFailedException(new FakeResponse(503, ("Retry-After", value), ("Date", "Tue, 01 Jan 2030 00:00:00 GMT")));
        Assert.Equal(
            seconds is null ? null : TimeSpan.FromSeconds(seconds.Value),
            StorageFaults.Translate(refused, "stage block", default)!.RetryAfter);
    }

    [Theory]
    [InlineData("retry-after-ms")]
    [InlineData("x-ms-retry-after-ms")]
    public void A_delay_in_milliseconds_goes_before_one_in_seconds(string header)
    {
        var refused = new RequestFailedException(new FakeResponse(503, ("Retry-After", "7"), (header, "250")));
        Assert.Equal(TimeSpan.FromMilliseconds(250), StorageFaults.Translate(refused, "stage block", default)!.RetryAfter);
    }

    [Fact]
    public void A_date_is_not_guessed_at_without_the_date_of_the_answer()
    {
        var refused = new RequestFailedException(new FakeResponse(503, ("Retry-After", "Tue, 01 Jan 2030 00:00:30 GMT")));
        Assert.Null(StorageFaults.Translate(refused, "stage block", default)!.RetryAfter);
    }

    [Fact]
    public void The_message_names_status_and_code_but_nothing_of_the_account()
    {
        var refused = new RequestFailedException(503, "https://secret.blob.core.windows.net is busy", "ServerBusy", null);
        Assert.Equal(
            "Storage answered stage block with 503 ServerBusy.", StorageFaults.Translate(refused, "stage block", default)!.Message);
        Assert.Equal(
            "Storage refuses the service's identity or key: it answered stage block with 403 AuthorizationFailure.",
            StorageFaults.Translate(Refusal(403, "AuthorizationFailure"), "stage block", default)!.Message);
        Assert.Equal(
            "Storage could not be reached during stage block.",
            StorageFaults.Translate(new RequestFailedException(0, "secret"), "stage block", default)!.Message);
    }

    private static RequestFailedException Refusal(int status, string? code) => new(status, "refused", code, null);
}
