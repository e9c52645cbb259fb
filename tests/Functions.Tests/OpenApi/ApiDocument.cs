using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using SmartTransfer.Functions.Composition;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>
/// Makes the document of the API (OpenAPI 3.1): from the functions' attributes, the types of the answers, the catalogue of failures and its
/// statuses, and the table of prose. The app serves the file that was made, and makes nothing itself.
/// </summary>
internal static class ApiDocument
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The document as text.</summary>
    public static async Task<string> MakeAsync()
    {
        var (responses, byOperation) = await ApiResponses.MakeAsync(ApiOperation.All);
        var info = ApiProse.Part("info");
        info["version"] = typeof(SmartTransferServices).Assembly.GetName().Version!.ToString(3);
        var tags = ApiProse.Part("tags").Select(tag => Named(tag.Key, new() { ["description"] = tag.Value!.DeepClone() }));
        var routes = ApiOperation.All.GroupBy(operation => operation.Route);
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = info,
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "{server}" }),
            ["tags"] = new JsonArray([.. tags]),
            ["paths"] = routes.ToObject(path => $"/{path.Key}", path => PathItem(path, byOperation)),
            ["webhooks"] = ApiProse.Part("webhooks"),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = ApiProse.Part("securitySchemes"),
                ["parameters"] = ApiProse.Part("parameters").ToObject(one => one.Key, one => Named(one.Key, one.Value!.AsObject())),
                ["headers"] = ApiProse.Part("headers"),
                ["responses"] = responses,
                ["schemas"] = ApiSchemas.Make(),
            },
        };
        return document.ToJsonString(Readable) + "\n";
    }

    /// <summary>A body: <c>schema</c> is the name of one, or a schema.</summary>
    internal static JsonObject Content(JsonObject prose)
    {
        var schema = prose["schema"]!.DeepClone();
        schema = schema is JsonValue name ? ApiProse.Reference("schemas", name.GetValue<string>()) : schema;
        var content = new JsonObject { ["schema"] = schema };
        if (prose["example"] is { } example)
        {
            content["example"] = example.DeepClone();
        }

        return content;
    }

    private static JsonObject PathItem(IEnumerable<ApiOperation> operations, IReadOnlyDictionary<ApiOperation, JsonObject> responses) =>
        operations.ToObject(one => one.Verb.ToLowerInvariant(), one => Operation(one, responses[one].DeepClone()));

    private static JsonObject Operation(ApiOperation operation, JsonNode responses)
    {
        var (prose, json) = (operation.Prose, new JsonObject());
        if (operation.IsFirst)
        {
            json["operationId"] = operation.Function;
        }

        json["tags"] = new JsonArray(prose.Text("tag"));
        json["summary"] = prose.Text("summary");
        if (prose["description"] is { } description)
        {
            json["description"] = description.DeepClone();
        }

        json["security"] = Security(operation);

        // Those of the path stand with each operation: Swagger UI follows no reference that stands with the path.
        var inPath = operation.Route.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}'));
        if (inPath.Concat(prose["parameters"].Texts()).ToList() is { Count: > 0 } parameters)
        {
            json["parameters"] = new JsonArray([.. parameters.Select(name => ApiProse.Reference("parameters", name))]);
        }

        if (prose["body"] is JsonObject body)
        {
            json["requestBody"] = new JsonObject
            {
                ["required"] = body["required"]!.DeepClone(),
                ["description"] = body.Text("description"),
                ["content"] = new JsonObject { [body.Text("type")] = Content(body) },
            };
        }

        json["responses"] = responses;
        return json;
    }

    // What follows a dot tells parameters of one name apart, which say different things.
    private static JsonObject Named(string key, JsonObject prose)
    {
        prose = prose.DeepClone().AsObject();
        prose.Insert(0, "name", key.Split('.')[0]);
        return prose;
    }

    /// <summary>The function's key, and where tokens may be asked for, a token beside it.</summary>
    private static JsonArray Security(ApiOperation operation)
    {
        string[] keys = operation.Level switch
        {
            AuthorizationLevel.Anonymous => [],
            AuthorizationLevel.Admin => ["masterKey"],
            _ => ["functionKey", "functionKeyInQuery"],
        };
        IEnumerable<string[]> alone = keys.Select(key => new[] { key });
        IEnumerable<string[]> withToken = operation.IsForClients ? keys.Select(key => new[] { key, "bearer" }) : [];
        return new([.. alone.Concat(withToken).Select(way => way.ToObject(scheme => scheme, _ => new JsonArray()))]);
    }
}
