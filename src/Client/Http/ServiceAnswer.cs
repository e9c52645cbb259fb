using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmartTransfer.Client.Http;

/// <summary>What came of a request: an answer, or how the attempt ended without one.</summary>
internal sealed record ServiceAnswer
{
    /// <summary>The status; null when no answer came.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The body, where it was read.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The problem document; null where there is none of this service.</summary>
    public Wire.Problem? Problem { get; init; }

    /// <summary>The advice; null where there is none that can be read.</summary>
    public TransferAdvice? Advice { get; init; }

    /// <summary>How long the answer asks to wait before a repeat; null where it asks for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The path in Location.</summary>
    public string? Location { get; init; }

    /// <summary>The answer with its body still to be read; only where it was asked for, and then the caller's to dispose.</summary>
    public HttpResponseMessage? Response { get; init; }

    /// <summary>Why no answer came.</summary>
    public Exception? Broken { get; init; }

    /// <summary>No request was sent: the caller's callback gave no token.</summary>
    public bool LacksToken { get; init; }

    /// <summary>The client gave the attempt up.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Something answered in the place of the service, which had answered before: the page of a portal.</summary>
    public bool IsForeign { get; init; }

    public bool IsSuccess => !IsForeign && Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>Nobody answered (rule 2.3), or only something between the client and the service.</summary>
    public bool IsUnanswered => Status is null || IsForeign || (Problem is null && (int)Status.Value is 408 or 425 or 429 or >= 500);

    /// <summary>The code of the problem; <c>connection</c> or <c>timeout</c> where nobody answered; else <c>not-this-service</c>.</summary>
    public string Code => Problem?.Code ?? (IsUnanswered ? TimedOut ? "timeout" : "connection" : TransferErrorCode.NotThisService);

    /// <summary>Reads the body.</summary>
    /// <exception cref="TransferException">It is no such document.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("The document is null.");
        }
        catch (JsonException malformed)
        {
            throw new TransferException(
                TransferErrorCode.NotThisService,
                $"The answer ({(int?)Status}) is not what this service answers: {malformed.Message} Check the address.",
                malformed)
            {
                Status = Status,
            };
        }
    }

    /// <summary>The failure that this answer is, where it is not a success.</summary>
    public TransferException ToException(bool canResume = true) => Problem is { } problem
        ? new TransferException(problem.Code!, problem.Detail ?? problem.Title ?? problem.Code!, Broken)
        {
            Status = Status,
            CorrelationId = problem.CorrelationId,
            Offset = problem.Offset,
            RetryAfter = RetryAfter,
            CanResume = canResume,
        }
        : new TransferException(Code, Sentence(), Broken) { Status = Status, RetryAfter = RetryAfter, CanResume = canResume };

    private string Sentence() => this switch
    {
        { IsForeign: true } => $"Something on the way answered {(int?)Status} in the place of the service.",
        { Status: HttpStatusCode.Unauthorized } =>
            "The address asks for a key, and none was given or it is wrong (401). Give the function key.",
        { Status: HttpStatusCode.Forbidden } => "The address refuses the request (403).",
        { Status: HttpStatusCode.NotFound } =>
            "There is nothing of this service at the address (404). Check it; it ends with the route prefix, such as /api/.",
        { Status: { } status } =>
            $"The answer is {(int)status} without a problem document, so it is from something before this service. Check the address.",
        { LacksToken: true } => $"No token could be fetched: {Broken?.Message}",
        { TimedOut: true } => "No answer came in time.",
        _ => $"The connection failed: {Broken?.Message}",
    };
}
