using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Resilience;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// A failure as problem details (RFC 9457): type, title, status, detail, and as extensions the code, the correlation id,
/// whether to try again, and the facts.
/// </summary>
internal sealed class Problem : IResult
{
    private const string TypePrefix = "urn:smart-transfer:problem:";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Failure _failure;
    private readonly TransferAdvice? _advice;
    private readonly int _status;
    private readonly string? _type;
    private readonly Action<HttpResponse>? _prepare;

    private Problem(
        Failure failure, int status, Action<HttpResponse>? prepare = null, TransferAdvice? advice = null, string? type = null) =>
        (_failure, _status, _prepare, _advice, _type) = (failure, status, prepare, advice, type);

    /// <summary>The failure's code.</summary>
    internal string Code => _failure.Code;

    public static IResult Of(Failure failure) => new Problem(failure, ProblemStatus.Of(failure));

    /// <summary>The failure under the status of another protocol, with its headers, and its own problem type where it has one.</summary>
    public static IResult Of(Failure failure, int status, Action<HttpResponse> prepare, string? type = null) =>
        new Problem(failure, status, prepare, type: type);

    /// <summary>
    /// The same with advice. What could be retried at once must wait after failed retries: a random part of the advised delay.
    /// </summary>
    public Problem Advised(TransferAdvice advice, Jitter jitter) => new(
        _failure.RetryAfter == TimeSpan.Zero && advice.RetryDelay > RetryAdvice.First
            ? _failure with { RetryAfter = advice.RetryDelay * jitter.Next() }
            : _failure,
        _status,
        _prepare,
        advice,
        _type);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var correlationId = Correlation.IdOf(httpContext);
        _prepare?.Invoke(response);
        response.StatusCode = _status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[Correlation.Header] = correlationId;
        if (Challenge.Of(_failure) is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
        }

        if (_failure.RetryAfter is { } delay && delay > TimeSpan.Zero)
        {
            response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            Write(json, response.StatusCode, correlationId);
        }

        response.ContentLength = buffer.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), httpContext.RequestAborted);
        }
    }

    private void Write(Utf8JsonWriter json, int status, string correlationId)
    {
        json.WriteStartObject();
        json.WriteString("type", _type ?? TypePrefix + _failure.Code);
        json.WriteString("title", _failure.Title);
        json.WriteNumber("status", status);
        json.WriteString("detail", _failure.Detail);
        json.WriteString("code", _failure.Code);
        json.WriteString("correlationId", correlationId);
        if (_failure.RetryAfter is { } delay)
        {
            json.WriteStartObject("retry");
            json.WriteNumber("afterMilliseconds", (long)Math.Ceiling(delay.TotalMilliseconds));
            if (_advice is not null)
            {
                json.WriteNumber("chunkBytes", _advice.ChunkBytes);
            }

            json.WriteEndObject();
        }

        foreach (var (name, value) in _failure.Facts)
        {
            json.WritePropertyName(name);
            WriteFact(json, value);
        }

        if (_advice is not null)
        {
            json.WritePropertyName("advice");
            JsonSerializer.Serialize(json, AdviceJson.Of(_advice), ApiJson.Plain.AdviceJson);
        }

        json.WriteEndObject();
    }

    private static void WriteFact(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case IReadOnlyList<ByteRange> ranges:
                json.WriteStartArray();
                foreach (var range in ranges)
                {
                    WriteRange(json, range, null);
                }

                json.WriteEndArray();
                break;
            case IReadOnlyList<RangeConflict> conflicts:
                json.WriteStartArray();
                foreach (var conflict in conflicts)
                {
                    WriteRange(json, conflict.Range, conflict);
                }

                json.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"A fact of type {value.GetType()} cannot be written as JSON.");
        }
    }

    private static void WriteRange(Utf8JsonWriter json, ByteRange range, RangeConflict? conflict)
    {
        json.WriteStartObject();
        json.WriteNumber("offset", range.Offset);
        json.WriteNumber("length", range.Length);
        if (conflict is not null)
        {
            json.WriteStartArray("sha256");
            foreach (var digest in conflict.Digests)
            {
                json.WriteStringValue(digest.ToHex());
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
