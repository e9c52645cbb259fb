using System.Net;
using System.Text;
using System.Text.Json;

namespace SmartTransfer.Testing.Client;

/// <summary>An answer of the API, read to its end.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The stable code of a problem answer; null on success and where the answer is no problem document.</summary>
    public string? ProblemCode
    {
        get
        {
            if (IsSuccess || !Headers.GetValueOrDefault("Content-Type", string.Empty).StartsWith(
                "application/problem+json", StringComparison.Ordinal))
            {
                return null;
            }

            using var problem = JsonDocument.Parse(Body);
            return problem.RootElement.GetProperty("code").GetString();
        }
    }

    /// <summary>The JSON body.</summary>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, Camel) ?? throw new InvalidDataException("The answer's body is null.");

    /// <summary>This answer, if it is a success.</summary>
    /// <exception cref="HttpRequestException">It is not.</exception>
    public ApiAnswer Expected() => IsSuccess ? this : throw new HttpRequestException($"The API answered {this}", null, Status);

    public override string ToString() => $"{(int)Status} {Encoding.UTF8.GetString(Body)}";

    internal static async Task<ApiAnswer> FromAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new ApiAnswer(response.StatusCode, headers, body);
    }
}
