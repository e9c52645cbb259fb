using System.Text.Json.Nodes;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>
/// The table of prose (<c>prose.json</c>): what the API's document says and no code knows. Summaries, descriptions, examples,
/// and which codes each operation can answer.
/// </summary>
internal static class ApiProse
{
    public const string Path = "tests/Functions.Tests/OpenApi/prose.json";

    private static readonly JsonObject Table = JsonNode.Parse(Repository.Read(Path))!.AsObject();

    /// <summary>A part of the table, as a copy that can go into the document.</summary>
    public static JsonObject Part(string name) => Table[name]!.DeepClone().AsObject();

    public static string Text(this JsonObject source, string name) => source[name]!.GetValue<string>();

    public static IEnumerable<string> Texts(this JsonNode? source) => source?.AsArray().Select(text => text!.GetValue<string>()) ?? [];

    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    /// <summary>An object with a member for each of <paramref name="values"/>.</summary>
    public static JsonObject ToObject<T>(this IEnumerable<T> values, Func<T, string> name, Func<T, JsonNode?> json) =>
        new(values.Select(value => KeyValuePair.Create(name(value), json(value))));

    /// <summary>A list of texts.</summary>
    public static JsonArray ToJson(this IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
