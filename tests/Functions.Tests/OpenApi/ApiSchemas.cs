using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SmartTransfer.Core.Ledgers;
using SmartTransfer.Core.Links;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Json;
using SmartTransfer.Functions.Tests.Hosting;

namespace SmartTransfer.Functions.Tests.OpenApi;

/// <summary>
/// The schemas of all JSON that travels: of the answers' types, of the requests, and of problems, whose members are the catalogue's facts.
/// </summary>
internal sealed class ApiSchemas
{
    private static readonly JsonSerializerOptions RequestOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    // What a text may be, where an enumeration of the domain says it.
    private static readonly Dictionary<string, IEnumerable<string>> Names = new()
    {
        ["Upload.state"] = NamesOf<UploadState>(),
        ["ListedUpload.state"] = NamesOf<UploadState>(),
        ["ListedUpload.role"] = NamesOf<UploadRole>().Where(role => role != "single"),
        ["Upload.role"] = NamesOf<UploadRole>().Where(role => role != "single"),
        ["Advice.tier"] = NamesOf<LinkTier>(),
        ["Advice.stability"] = NamesOf<LinkStability>(),
        ["Link.source"] = NamesOf<TimeSource>(),
        ["Problem.code"] = Catalogue.Codes.Distinct().Order(StringComparer.Ordinal),
    };

    private readonly JsonObject _prose = ApiProse.Part("schemas");
    private readonly Dictionary<string, JsonObject> _made = [];

    private ApiSchemas()
    {
    }

    /// <summary>All of them by name, in the order of the table of prose.</summary>
    public static JsonObject Make()
    {
        var schemas = new ApiSchemas();
        foreach (var type in ApiRequests.All)
        {
            schemas.Add(RequestOptions.GetTypeInfo(type));
        }

        var attributes = typeof(ApiJson).GetCustomAttributesData();
        foreach (var root in attributes.Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute)))
        {
            schemas.Add(ApiJson.Plain.GetTypeInfo((Type)root.ConstructorArguments[0].Value!)!);
        }

        schemas.AddProblem();
        var described = schemas._prose.Select(entry => entry.Key).ToList();
        return described.FirstOrDefault(name => !schemas._made.ContainsKey(name)) is { } gone
            ? throw new InvalidOperationException($"{ApiProse.Path} describes the schema {gone}, which nothing is.")
            : described.ToObject(name => name, name => schemas._made[name]);
    }

    private static IEnumerable<string> NamesOf<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    /// <summary>The name of a type that has a schema of its own; null for any other.</summary>
    private static string? NameOf(Type type) => ApiRequests.All.Contains(type) ? type.Name
        : type.Name.EndsWith("Json", StringComparison.Ordinal) ? type.Name[..^"Json".Length]
        : type == typeof(TransferSummary) ? "Transfer"
        : null;

    private static JsonObject Reference(string schema) => ApiProse.Reference("schemas", schema);

    private static bool MayBeNull(JsonPropertyInfo property) =>
        property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;

    private void Add(JsonTypeInfo type)
    {
        var name = NameOf(type.Type)!;
        if (!_made.TryAdd(name, []))
        {
            return;
        }

        var isRequest = ApiRequests.All.Contains(type.Type);
        var schema = type.GetJsonSchemaAsNode(new()
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (!context.Path.IsEmpty && NameOf(context.TypeInfo.Type) is { } other)
                {
                    Add(context.TypeInfo);
                    return Reference(other);
                }

                // An answer leaves out what is null.
                return node is JsonObject made ? Numbered(isRequest ? made : WithoutNull(made), context.TypeInfo.Type) : node;
            },
        }).AsObject();
        _ = schema.Remove("required");
        if (type.Properties.Where(property => !MayBeNull(property)).Select(property => property.Name).ToJson() is { Count: > 0 } required)
        {
            schema["required"] = required;
        }

        if (isRequest)
        {
            schema["additionalProperties"] = false;
        }

        _made[name] = Described(name, schema);
    }

    /// <summary>Problems are written by hand, so that any failure's facts stand in them: the catalogue says which there are.</summary>
    private void AddProblem()
    {
        var members = new JsonObject();
        foreach (var name in (string[])["type", "title", "status", "detail", "code", "correlationId"])
        {
            members[name] = new JsonObject { ["type"] = name == "status" ? "integer" : "string" };
        }

        var required = members.Select(member => member.Key).ToJson();
        members["retry"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("afterMilliseconds"),
            ["properties"] = new JsonObject { ["afterMilliseconds"] = Whole(), ["chunkBytes"] = Whole() },
        };
        foreach (var fact in Catalogue.Failures.SelectMany(failure => failure.Facts).GroupBy(fact => fact.Key, fact => fact.Value))
        {
            members[fact.Key] = FactOf([.. fact]);
        }

        // What resumable uploads say of the offset in the words of their own problem type.
        (members["expected-offset"], members["provided-offset"]) = (Whole(), Whole());
        members["advice"] = Reference("Advice");
        _made["Problem"] = Described("Problem", new JsonObject { ["type"] = "object", ["properties"] = members, ["required"] = required });
    }

    private static JsonObject FactOf(IReadOnlyList<object> values) => values[0] switch
    {
        IReadOnlyList<ByteRange> => new() { ["type"] = "array", ["items"] = Reference("Range") },
        IReadOnlyList<RangeConflict> => new() { ["type"] = "array", ["items"] = Reference("Conflict") },
        _ when values.All(value => value is long) => Whole(),
        _ when values.Any(value => value is long) => new() { ["type"] = new JsonArray("string", "integer") },
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject Whole() => new() { ["type"] = "integer", ["format"] = "int64", ["minimum"] = 0 };

    private static JsonObject WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(type => type!.GetValue<string>()).Single(type => type != "null");
        }

        return schema;
    }

    // Every number here is an amount of something.
    private static JsonObject Numbered(JsonObject schema, Type type)
    {
        var types = schema["type"] is JsonArray several ? several.Texts() : [schema["type"]?.GetValue<string>() ?? string.Empty];
        if (types.Contains("integer"))
        {
            schema["format"] = (Nullable.GetUnderlyingType(type) ?? type) == typeof(int) ? "int32" : "int64";
        }

        if (types.Contains("integer") || types.Contains("number"))
        {
            schema["minimum"] = 0;
        }

        return schema;
    }

    /// <summary>The schema with what the table of prose says of it, and of each of its members.</summary>
    private JsonObject Described(string name, JsonObject schema)
    {
        var prose = _prose[name]?.DeepClone().AsObject() ?? throw Undescribed(name);
        var (members, described) = (new JsonObject(), prose["members"]!.AsObject());
        foreach (var (member, made) in schema["properties"]!.AsObject())
        {
            var facets = made!.DeepClone().AsObject();
            if (Names.TryGetValue($"{name}.{member}", out var names))
            {
                facets["enum"] = names.ToJson();
            }

            members[member] = described[member] is JsonObject words ? Merged(facets, words)
                : facets.ContainsKey("$ref") ? facets
                : throw Undescribed($"{name}.{member}");
        }

        if (described.FirstOrDefault(member => !members.ContainsKey(member.Key)) is { Key: { } gone })
        {
            throw new InvalidOperationException($"{ApiProse.Path} describes {name}.{gone}, which is not there.");
        }

        prose.Remove("members");
        schema["properties"] = members;
        return Merged(new JsonObject { ["type"] = "object", ["description"] = null }, schema, prose);
    }

    private static InvalidOperationException Undescribed(string what) => new($"{ApiProse.Path} does not describe the schema {what}.");

    private static JsonObject Merged(JsonObject target, params ReadOnlySpan<JsonObject> sources)
    {
        foreach (var source in sources)
        {
            foreach (var (name, value) in source)
            {
                target[name] = target[name] is JsonObject inner && value is JsonObject more ? Merged(inner, more) : value?.DeepClone();
            }
        }

        return target;
    }
}
