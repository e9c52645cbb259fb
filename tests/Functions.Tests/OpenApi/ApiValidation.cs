using System.Text.Json.Nodes;
using Json.Schema;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>Judges JSON by the schemas of the document, and more strictly than they ask: a member that none names is an error.</summary>
internal static class ApiValidation
{
    public const string File = "src/Functions/Service/Assets/openapi.json";

    private static readonly EvaluationOptions Full = new() { OutputFormat = OutputFormat.List };

    // To a validator the components are definitions.
    private static readonly JsonObject Definitions = Closed(Rewritten(Document["components"]!["schemas"]!).AsObject());

    private static readonly JsonSchema Problem = Build(ApiProse.Reference("schemas", "Problem"));

    /// <summary>The document, as it is served.</summary>
    public static JsonObject Document => JsonNode.Parse(Repository.Read(File))!.AsObject();

    /// <summary>Asserts that JSON is what a schema of the document says.</summary>
    public static void IsValid(this JsonNode? json, JsonNode schema) => IsValid(json, Build(schema));

    /// <summary>Asserts that JSON is a problem as the document describes it.</summary>
    public static void IsProblem(this JsonNode? json) => IsValid(json, Problem);

    private static void IsValid(JsonNode? json, JsonSchema schema)
    {
        var errors = schema.Evaluate(json, Full).Details.Where(detail => detail.HasErrors)
            .SelectMany(detail => detail.Errors!.Values.Select(error => $"{detail.InstanceLocation}: {error}")).ToList();
        Assert.True(errors.Count == 0, $"{string.Join('\n', errors)}\nin {json?.ToJsonString()}");
    }

    private static JsonSchema Build(JsonNode schema) => JsonSchema.FromText(new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["$defs"] = Definitions.DeepClone(),
        ["allOf"] = new JsonArray(Rewritten(schema)),
    }.ToJsonString());

    private static JsonNode Rewritten(JsonNode schema) =>
        JsonNode.Parse(schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!;

    private static JsonObject Closed(JsonObject schema)
    {
        if (schema["properties"] is JsonObject && !schema.ContainsKey("additionalProperties") && schema["type"] is not null)
        {
            schema["additionalProperties"] = false;
        }

        foreach (var inner in schema.Select(member => member.Value).OfType<JsonObject>().ToList())
        {
            _ = Closed(inner);
        }

        return schema;
    }
}
