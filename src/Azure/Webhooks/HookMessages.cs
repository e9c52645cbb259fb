using System.Text.Json;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>What is sent to a hook, and what it answers, as JSON.</summary>
internal static class HookMessages
{
    private const string Type = "smarttransfer.upload.starting";
    private const int MaxCodeChars = 64;
    private const int MaxSentenceChars = 500;
    private const int MaxDepth = 4;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth };

    /// <summary>The question as it is sent.</summary>
    public static byte[] Write(StartQuestion question)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", Type);
            json.WriteStartObject("upload");
            json.WriteString("key", question.Key.Value);
            json.WriteString("fileName", question.FileName);
            if (question.LengthBytes is { } length)
            {
                json.WriteNumber("length", length);
            }

            WriteText(json, "contentType", question.ContentType);
            json.WriteString("role", question.Role.ToString().ToLowerInvariant());
            Write(json, "metadata", question.Metadata);
            json.WriteEndObject();
            json.WriteStartObject("caller");
            json.WriteString("protocol", question.By.Protocol);
            WriteText(json, "owner", question.By.Owner?.Value);
            WriteText(json, "subject", question.By.Subject);
            WriteText(json, "address", question.By.Address?.Value);
            Write(json, "claims", question.By.Claims);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>An answer that lets the upload start. Members that are not known are left alone.</summary>
    /// <exception cref="JsonException">It is not an object, or a member has another type than it should.</exception>
    public static StartVerdict.Allowed ReadAllowed(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0)
        {
            return new StartVerdict.Allowed();
        }

        using var document = Parse(body);
        var root = document.RootElement;
        return new StartVerdict.Allowed
        {
            BlobName = Text(root, "blobName"),
            ContentType = Text(root, "contentType"),
            Metadata = Names(root, "metadata"),
            MaxBytes = Number(root, "maxBytes"),
            Lifetime = Number(root, "lifetimeSeconds") is { } seconds
                ? seconds is >= 0 and <= int.MaxValue ? TimeSpan.FromSeconds(seconds) : throw new JsonException()
                : null,
        };
    }

    /// <summary>An answer that refuses. What it says besides is passed on where it can be used; nothing must be there.</summary>
    public static StartVerdict.Refused ReadRefused(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = Parse(body);
            var root = document.RootElement;
            var (code, sentence) = (Text(root, "code"), Text(root, "detail"));
            return new StartVerdict.Refused(
                status,
                code is { Length: > 0 and <= MaxCodeChars } && code.All(IsCodeCharacter) ? code : null,
                sentence is { Length: > 0 } ? sentence[..Math.Min(sentence.Length, MaxSentenceChars)] : null);
        }
        catch (JsonException)
        {
            return new StartVerdict.Refused(status, null, null);
        }
    }

    private static bool IsCodeCharacter(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_';

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        // RFC 8259, section 8.1: a parser may ignore a byte order mark, which some frameworks write.
        var text = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        var document = JsonDocument.Parse(text, Strict);
        if (document.RootElement.ValueKind is JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new JsonException();
    }

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement root, string name) => Member(root, name) is not { } value
        ? null
        : value.ValueKind is JsonValueKind.String ? Decoded(value) : throw new JsonException();

    private static string Decoded(JsonElement value) => Decoded(() => value.GetString()!);

    private static string Decoded(JsonProperty member) => Decoded(() => member.Name);

    private static string Decoded(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw new JsonException();
        }
    }

    private static long? Number(JsonElement root, string name) => Member(root, name) is not { } value
        ? null
        : value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw new JsonException();

    private static Dictionary<string, string>? Names(JsonElement root, string name)
    {
        if (Member(root, name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException();
        }

        var names = new Dictionary<string, string>();
        foreach (var member in value.EnumerateObject())
        {
            names[Decoded(member)] = member.Value.ValueKind is JsonValueKind.String ? Decoded(member.Value) : throw new JsonException();
        }

        return names;
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> names)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in names)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
