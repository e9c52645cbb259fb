using System.Text.Json;
using System.Text.Unicode;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// Reads a JSON object piece by piece as it arrives, so that a long one needs no more memory than its longest piece and what the
/// caller makes of them. A piece is a member's value or, of one member that is a list, an element.
/// </summary>
/// <param name="listName">The member whose elements are pieces; null for none.</param>
/// <param name="takeElement">Takes an element, which it may not keep. What it returns ends the reading.</param>
internal sealed class JsonPieces(string? listName, Func<JsonElement, Failure?>? takeElement)
{
    /// <summary>Bytes of the longest piece, and of all members but the list together.</summary>
    public const int MaxPieceBytes = 256 * 1024;

    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private string? _name;
    private bool _isInList;
    private int _memberBytes;

    /// <summary>The members so far, without the list.</summary>
    public IReadOnlyDictionary<string, JsonElement> Members => _members;

    /// <summary>Takes what is whole among the bytes.</summary>
    /// <param name="json">The bytes behind those that were taken before.</param>
    /// <param name="isFinal">Whether the body ends with them.</param>
    /// <param name="taken">How many of the bytes need not be shown again.</param>
    /// <returns>Why it is of no use to go on; null while it is.</returns>
    public Failure? Take(ReadOnlyMemory<byte> json, bool isFinal, out int taken)
    {
        taken = 0;
        try
        {
            var reader = new Utf8JsonReader(json.Span, isFinal, _state);
            while (true)
            {
                taken = (int)reader.BytesConsumed;
                _state = reader.CurrentState;
                if (!TakeNext(ref reader, json, out var failure) || failure is not null)
                {
                    return failure;
                }
            }
        }
        catch (JsonException malformed)
        {
            return FailureCatalogue.BodyMalformed(malformed.LineNumber is { } line
                ? $"The request body is not valid JSON (line {line + 1}, byte {malformed.BytePositionInLine + 1})."
                : "The request body is not valid JSON: it gives a name twice.");
        }
        catch (InvalidOperationException)
        {
            return FailureCatalogue.BodyMalformed("The request body contains a name that is not valid Unicode.");
        }
    }

    /// <summary>Takes the next token, or the value that begins with it; false when not all of it is there.</summary>
    private bool TakeNext(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out Failure? failure)
    {
        failure = null;
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.EndObject when reader.CurrentDepth == 0:
                return true;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                failure = TakeName(ref reader);
                return true;
            case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _name is not null && _name == listName && !_isInList:
                _isInList = true;
                return true;
            case JsonTokenType.EndArray when reader.CurrentDepth == 1 && _isInList:
                _isInList = false;
                return true;
            default:
                return TakeValue(ref reader, json, out failure);
        }
    }

    private Failure? TakeName(ref Utf8JsonReader reader)
    {
        if (!Utf8.IsValid(reader.ValueSpan))
        {
            return NotUtf8();
        }

        _name = reader.GetString()!;
        return _members.TryAdd(_name, default) ? null : throw new JsonException("A name is given twice.", null, null, null);
    }

    private bool TakeValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out Failure? failure)
    {
        failure = null;
        if (_name is null)
        {
            failure = FailureCatalogue.BodyMalformed("The request body is JSON, but not an object.");
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        failure = Take(json[start..(int)reader.BytesConsumed]);
        return true;
    }

    private Failure? Take(ReadOnlyMemory<byte> piece)
    {
        if (!Utf8.IsValid(piece.Span))
        {
            // The parser would let it pass, and fail when the text is asked for.
            return NotUtf8();
        }

        using var document = JsonDocument.Parse(piece, Strict);
        if (_isInList)
        {
            return takeElement!(document.RootElement);
        }

        _memberBytes += piece.Length + _name!.Length;
        _members[_name] = document.RootElement.Clone();
        return _memberBytes > MaxPieceBytes ? FailureCatalogue.RequestTooLarge() : null;
    }

    private static Failure NotUtf8() => FailureCatalogue.BodyMalformed("The request body is not UTF-8.");
}
