using System.Text.Json;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// The fields of a JSON object, each taken by name; the first that is not usable is remembered, and so is one that nobody asked
/// for.
/// </summary>
/// <param name="members">The object's members. One that is undefined was a list whose elements were given one by one.</param>
/// <param name="path">How the object is named before a field's name.</param>
internal sealed class JsonFields(IReadOnlyDictionary<string, JsonElement> members, string path = "")
{
    private readonly HashSet<string> _taken = [];

    /// <summary>The fields of an object that has no name twice.</summary>
    public JsonFields(JsonElement source, string path = "")
        : this(source.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal), path)
    {
    }

    /// <summary>The first failure; null while all is well.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>A field that may be left out or null.</summary>
    public JsonElement? Take(string name)
    {
        _taken.Add(name);
        return members.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;
    }

    /// <summary>Whether a field is the list whose elements were given one by one.</summary>
    public bool TakeElements(string name)
    {
        _taken.Add(name);
        return members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Undefined;
    }

    /// <summary>A field of text that may be left out.</summary>
    public string? Text(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.String)
        {
            return TextOf(value, name);
        }

        Fail(name, $"is {Shown(value)}; give text");
        return null;
    }

    /// <summary>The text of a JSON string; null, and remembered as a failure, where it has half a surrogate pair in it.</summary>
    public string? TextOf(JsonElement value, string name)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Fail(name, "is not valid Unicode");
            return null;
        }
    }

    /// <summary>A field that is a whole number.</summary>
    public long Int64(string name)
    {
        if (Take(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number))
        {
            return number;
        }

        Fail(name, "is missing or is not a whole number");
        return 0;
    }

    /// <summary>A number of bytes that may be left out. One beyond 64 bits is the largest that they hold.</summary>
    public long? Bytes(string name) => Take(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when WholeNumber.TryParse(value.GetRawText(), out var number) => number,
        _ => Int64(name),
    };

    /// <summary>A field of text that <paramref name="tryParse"/> reads; may be left out.</summary>
    public T? Parsed<T>(string name, string want, TryParse<T> tryParse)
        where T : struct
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (tryParse(text, out var value))
        {
            return value;
        }

        Failure ??= FailureCatalogue.DigestMalformed($"'{path}{name}'", want);
        return null;
    }

    /// <summary>Names a field that was given and is not known, since it is most likely misspelt.</summary>
    public void RefuseOthers()
    {
        if (members.Keys.FirstOrDefault(name => !_taken.Contains(name)) is { } unknown)
        {
            Fail(
                unknown.Length > 64 ? unknown[..64] : unknown,
                $"is unknown; the known fields are {string.Join(", ", _taken.Select(name => $"'{path}{name}'"))}");
        }
    }

    /// <summary>Remembers a failure of a field.</summary>
    public void Fail(string name, string why) =>
        Failure ??= FailureCatalogue.FieldInvalid(path + new string([.. name.Where(c => !char.IsControl(c))]), why);

    /// <summary>Remembers a failure from within a field.</summary>
    public void Adopt(Failure? failure) => Failure ??= failure;

    /// <summary>A value as a message may show it.</summary>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        _ => value.GetRawText(),
    };
}
