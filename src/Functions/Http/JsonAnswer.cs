using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Http;

/// <summary>Answers of JSON.</summary>
internal static class JsonAnswer
{
    /// <summary>An answer that no cache keeps.</summary>
    public static IResult Of<T>(
        T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, Action<HttpResponse>? prepare = null) =>
        new Answer(
            Results.Json(value, type, contentType: "application/json", statusCode: status),
            response =>
            {
                response.Headers.CacheControl = "no-store";
                response.Headers.XContentTypeOptions = "nosniff";
                prepare?.Invoke(response);
            });
}
