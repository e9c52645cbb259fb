using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Protocol;

/// <summary>
/// Entities as JSON with minimal metadata: what JSON cannot tell apart has its type beside it, as in
/// {"Length":"1","Length@odata.type":"Edm.Int64"}.
/// Source: https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations
/// </summary>
internal static class EntityJson
{
    private const string TypeSuffix = "@odata.type";
    private const string MetadataPrefix = "odata.";
    private const string RoundTrip = "O";

    /// <summary>The body of a request. Properties without a value are left out: the service does not store them.</summary>
    public static BinaryData Write(ITableEntity entity)
    {
        if (entity is not IEnumerable<KeyValuePair<string, object?>> properties)
        {
            throw Unsupported(entity.GetType());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in properties)
            {
                // The service sets the timestamp, and the version travels as a header.
                if (value is not null && name is not (TableEntity.PropertyNames.Timestamp or TableEntity.PropertyNames.ETag))
                {
                    WriteProperty(writer, name, value);
                }
            }

            writer.WriteEndObject();
        }

        return new BinaryData(buffer.WrittenMemory);
    }

    /// <summary>One entity from an answer.</summary>
    public static T Read<T>(JsonElement json)
        where T : class, ITableEntity
    {
        if (typeof(T) != typeof(TableEntity))
        {
            throw Unsupported(typeof(T));
        }

        var types = json.EnumerateObject()
            .Where(property => property.Name.EndsWith(TypeSuffix, StringComparison.Ordinal))
            .ToDictionary(property => property.Name[..^TypeSuffix.Length], property => property.Value.GetString(), StringComparer.Ordinal);
        var entity = new TableEntity();
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name.EndsWith(TypeSuffix, StringComparison.Ordinal) || property.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (property.Name == TableEntity.PropertyNames.Timestamp)
            {
                entity.Timestamp = ReadInstant(property.Value);
            }
            else if (property.Name == TableEntity.PropertyNames.ETag || !property.Name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            {
                entity.Add(property.Name, ReadValue(property.Value, types.GetValueOrDefault(property.Name)));
            }
        }

        return (T)(object)entity;
    }

    private static void WriteProperty(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int or short or ushort or byte or sbyte:
                writer.WriteNumber(name, Convert.ToInt32(value, CultureInfo.InvariantCulture));
                break;
            case long number:
                WriteTyped(writer, name, "Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double or float:
                WriteDouble(writer, name, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case Guid guid:
                WriteTyped(writer, name, "Edm.Guid", guid.ToString());
                break;
            case DateTimeOffset instant:
                WriteTyped(writer, name, "Edm.DateTime", instant.UtcDateTime.ToString(RoundTrip, CultureInfo.InvariantCulture));
                break;
            case DateTime instant:
                WriteTyped(writer, name, "Edm.DateTime", instant.ToUniversalTime().ToString(RoundTrip, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                WriteTyped(writer, name, "Edm.Binary", Convert.ToBase64String(bytes));
                break;
            case BinaryData data:
                WriteTyped(writer, name, "Edm.Binary", Convert.ToBase64String(data.ToMemory().Span));
                break;
            default:
                throw new NotSupportedException($"The property {name} is a {value.GetType()}, which the Table service cannot hold.");
        }
    }

    private static void WriteTyped(Utf8JsonWriter writer, string name, string type, string value)
    {
        writer.WriteString(name + TypeSuffix, type);
        writer.WriteString(name, value);
    }

    private static void WriteDouble(Utf8JsonWriter writer, string name, double value)
    {
        writer.WriteString(name + TypeSuffix, "Edm.Double");
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static object ReadValue(JsonElement value, string? type) => type switch
    {
        "Edm.Int64" => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "Edm.Guid" => value.GetGuid(),
        "Edm.DateTime" => ReadInstant(value),
        "Edm.Binary" => value.GetBytesFromBase64(),
        "Edm.Double" => value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetDouble(),
        _ => ReadPlain(value),
    };

    private static object ReadPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        // A number without a type is an Int32, or a Double if it has a point ("1.0").
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.Number => value.GetDouble(),
        _ => throw new NotSupportedException($"An entity cannot hold a JSON {value.ValueKind}."),
    };

    private static DateTimeOffset ReadInstant(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static NotSupportedException Unsupported(Type type) =>
        new($"{type} is not supported: this implementation of Azure.Data.Tables maps TableEntity only.");
}
