using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>Every answer of every operation. Those that are the same stand once, and are referred to.</summary>
internal sealed class ApiResponses
{
    private static readonly HashSet<string> Retryable =
        [.. Catalogue.Failures.Where(failure => failure.RetryAfter is not null).Select(failure => failure.Code)];

    private readonly JsonObject _statuses = ApiProse.Part("statuses");
    private readonly List<(ApiOperation Operation, int Status, JsonObject Answer)> _answers = [];

    private ApiResponses()
    {
    }

    /// <summary>The answers by name, and for each operation its references to them by status.</summary>
    public static async Task<(JsonObject Components, IReadOnlyDictionary<ApiOperation, JsonObject> ByOperation)> MakeAsync(
        IEnumerable<ApiOperation> operations)
    {
        var responses = new ApiResponses();
        foreach (var operation in operations)
        {
            await responses.AddAsync(operation);
        }

        return responses.Share();
    }

    private async Task AddAsync(ApiOperation operation)
    {
        var answers = operation.Prose["answers"]?.AsObject() ?? [];
        foreach (var (status, answer) in answers)
        {
            if (answer is JsonObject success)
            {
                _answers.Add((operation, int.Parse(status, CultureInfo.InvariantCulture), Success(success)));
            }
        }

        foreach (var codes in operation.Codes.GroupBy(operation.StatusOf))
        {
            var words = answers[$"{codes.Key}"] ?? _statuses[$"{codes.Key}"]
                ?? throw new InvalidOperationException($"{ApiProse.Path} has no words for {codes.Key} of {operation.Name}.");
            _answers.Add((operation, codes.Key, await ProblemAsync(operation, codes.Key, words.GetValue<string>(), [.. codes])));
        }
    }

    private static JsonObject Success(JsonObject prose)
    {
        var answer = new JsonObject { ["description"] = prose.Text("description") };
        if (prose["headers"].Texts().ToList() is { Count: > 0 } headers)
        {
            answer["headers"] = Headers(headers);
        }

        if (prose["content"] is JsonObject content)
        {
            answer["content"] = content.ToObject(entry => entry.Key, entry => ApiDocument.Content(entry.Value!.AsObject()));
        }

        return answer;
    }

    private static async Task<JsonObject> ProblemAsync(ApiOperation operation, int status, string words, IReadOnlyList<string> codes)
    {
        var hasBody = operation.Verb != "HEAD";
        var listed = string.Join(", ", codes.Select(code => $"`{code}`"));
        var answer = new JsonObject
        {
            ["description"] = $"{words} Codes: {listed}.{(hasBody ? string.Empty : " No body.")}",
            ["headers"] = Headers(HeadersOf(operation, codes)),
        };
        if (hasBody)
        {
            var exactly = new JsonObject
            {
                ["code"] = new JsonObject { ["enum"] = codes.ToJson() },
                ["status"] = new JsonObject { ["const"] = status },
            };
            var schema = new JsonArray(ApiProse.Reference("schemas", "Problem"), new JsonObject { ["properties"] = exactly });
            var content = new JsonObject { ["schema"] = new JsonObject { ["allOf"] = schema } };
            if (await ApiExamples.OfAsync(codes, status) is { Count: > 0 } examples)
            {
                content["examples"] = examples;
            }

            answer["content"] = new JsonObject { ["application/problem+json"] = content };
        }

        return answer;
    }

    private static IEnumerable<string> HeadersOf(ApiOperation operation, IReadOnlyList<string> codes)
    {
        (string Header, bool IsThere)[] headers =
        [
            ("Transfer-Advice", operation.IsForClients),
            ("Tus-Resumable", operation.IsTus),
            ("x-correlation-id", true),
            ("Cache-Control", true),
            ("X-Content-Type-Options", true),
            ("Retry-After", codes.Any(Retryable.Contains)),
            ("WWW-Authenticate", codes.Any(code => code.StartsWith("token-", StringComparison.Ordinal))),
            ("Content-Range", codes.Contains("range-not-satisfiable")),
            (
                "Upload-Offset",
                (operation.IsTus || operation.IsResumable)
                    && (codes.Contains("offset-mismatch") || codes.Contains("stream-interrupted"))),
            ("Tus-Version", operation.IsTus && codes.Contains("version-unsupported")),
            ("Upload-Complete", operation.IsResumable),
            ("Upload-Draft-Interop-Version", operation.IsResumable && codes.Contains("version-unsupported")),
            ("Upload-Limit", operation.IsResumable && codes.Contains("length-too-large")),
        ];
        return headers.Where(header => header.IsThere).Select(header => header.Header);
    }

    /// <summary>References to headers. What follows a dot tells headers of one name apart, which say different things.</summary>
    private static JsonObject Headers(IEnumerable<string> names) =>
        names.ToObject(name => name.Split('.')[0], name => ApiProse.Reference("headers", name));

    private (JsonObject Components, IReadOnlyDictionary<ApiOperation, JsonObject> ByOperation) Share()
    {
        var (components, byOperation) = (new JsonObject(), new Dictionary<ApiOperation, JsonObject>());
        foreach (var same in _answers.GroupBy(answer => answer.Answer.ToJsonString()))
        {
            var (first, status, answer) = same.First();
            var word = Enum.IsDefined((HttpStatusCode)status) ? $"{(HttpStatusCode)status}" : $"Status{status}";
            var isShared = same.Count() > 1 && !components.ContainsKey(word);
            var name = isShared ? word : first.Name.Replace(" ", string.Empty, StringComparison.Ordinal) + word;
            components.Add(name, answer);
            foreach (var (operation, _, _) in same)
            {
                byOperation.TryAdd(operation, []);
                byOperation[operation][$"{status}"] = ApiProse.Reference("responses", name);
            }
        }

        foreach (var operation in byOperation.Keys)
        {
            byOperation[operation] = byOperation[operation].OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .ToObject(entry => entry.Key, entry => entry.Value?.DeepClone());
        }

        return (components, byOperation);
    }
}
