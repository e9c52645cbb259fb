namespace SmartTransfer.Core.Failures;

/// <content>What a client is told of itself and of the service.</content>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static partial class FailureCatalogue
{
    /// <summary>The fact of a refused start that says under which status the application refused it.</summary>
    public const string HookStatus = "hookStatus";

    // Who asks.
    public static Failure TokenMissing() =>
        New(
            FailureCodes.TokenMissing,
            "A token is required",
            "Send a token from the issuer that this service trusts, as 'Authorization: Bearer <token>'. Requests at the address of "
            + "an upload in progress need none, except to read or remove its file.");

    public static Failure TokenInvalid(string reason, string why) =>
        New(
            FailureCodes.TokenInvalid,
            "The token is not valid",
            $"The token was refused. {why}. Get a new one for this service and send it as 'Authorization: Bearer <token>'.",
            ("reason", reason));

    public static Failure TokenExpired() =>
        New(
            FailureCodes.TokenExpired,
            "The token has expired",
            "The token was valid but has expired. Get a new one and send the same request again with it.");

    public static Failure TokenScopeMissing(string want) =>
        New(
            FailureCodes.TokenScopeMissing,
            "The token does not allow this",
            $"The token is valid, but it has neither the scope nor the role {Quote(want)}. Ask the issuer for a token that has it.",
            ("want", want));

    public static Failure AuthorizationUnavailable(TimeSpan retryAfter) =>
        New(
            FailureCodes.AuthorizationUnavailable,
            "Tokens cannot be checked at the moment",
            "The issuer's keys could not be fetched, so the token could not be checked. Keep it, and try again after the time in "
            + "Retry-After.") with
        { RetryAfter = retryAfter };

    // How much.
    public static Failure TooManyRequests(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyRequests,
            "Too many requests",
            $"You may send {Text(want)} requests per second on average, and you have used up those of the current period. Send fewer "
            + "requests with larger chunks, and try again after the time in Retry-After.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    public static Failure TooManyBytes(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyBytes,
            "The daily limit of bytes is used up",
            $"You may send {Text(want)} bytes a day, and too few of them are left for this body, or for the parts to be copied. What is "
            + "stored stays. Continue after the time in Retry-After, or now with a smaller body if some bytes are left.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    public static Failure TooManyBytesAtOnce(long got, long want) =>
        New(
            FailureCodes.BodyOverDailyLimit,
            "The body alone exceeds the daily limit",
            $"The body, or the parts to be copied, have {Text(got)} bytes, but you may send only {Text(want)} bytes a day, copied ones "
            + "included. Send smaller bodies, and make smaller files of parts.",
            ("got", got),
            ("want", want));

    public static Failure TooManyOpenUploads(long want, TimeSpan retryAfter) =>
        New(
            FailureCodes.TooManyOpenUploads,
            "Too many uploads are open",
            $"You may have {Text(want)} uploads open at once. Complete or cancel one of them, or wait until one expires, and start "
            + "again after the time in Retry-After.",
            ("want", want)) with
        { RetryAfter = retryAfter };

    // Who is asked before a start.
    public static Failure StartRefused(int status, string? reason, string? sentence)
    {
        var refusal = New(
            FailureCodes.StartRefused,
            "The upload was refused",
            $"{sentence ?? "The application that decides about uploads refused this one."} No upload was started.",
            (HookStatus, (long)status));
        return reason is null
            ? refusal
            : refusal with
            {
                Facts = new Dictionary<string, object>(refusal.Facts) { ["hookCode"] = PrintableText.Of(reason, MaxShownChars) },
            };
    }

    public static Failure HookUnavailable(TimeSpan retryAfter) =>
        New(
            FailureCodes.HookUnavailable,
            "It cannot be decided now whether the upload may start",
            "The application that decides about uploads could not be asked. Try again after the time in Retry-After. No upload was "
            + "started.") with
        { RetryAfter = retryAfter };

    // The service.
    public static Failure Busy(TimeSpan retryAfter) =>
        New(
            FailureCodes.Busy,
            "This instance holds as many bytes as it can",
            "Try again after the time in Retry-After.") with
        { RetryAfter = retryAfter };

    public static Failure StorageUnavailable(TimeSpan retryAfter) =>
        New(
            FailureCodes.StorageUnavailable,
            "Storage is not available",
            "Storage could not be reached, or it is refusing calls for now. What was acknowledged is safe. Try again after the time "
            + "in Retry-After.") with
        { RetryAfter = retryAfter };

    public static Failure Internal() =>
        New(
            FailureCodes.InternalError,
            "Something went wrong in the service",
            "The error was logged under the correlation id of this answer. What was acknowledged is safe.");
}
