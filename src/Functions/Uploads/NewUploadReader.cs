using System.Globalization;
using System.Numerics;
using System.Text.Json;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Telemetry;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads what a client wants to upload. Only the form is checked here; what is acceptable, the domain decides.</summary>
internal static class NewUploadReader
{
    /// <param name="source">The request's object.</param>
    /// <param name="maxFileBytes">The longest file that is taken, for the answer to a length that no number holds.</param>
    public static Outcome<NewUpload> Read(JsonElement source, long maxFileBytes)
    {
        var fields = new JsonFields(source);
        var fileName = fields.Text("fileName");
        var length = fields.Take("length");
        var contentType = fields.Text("contentType");
        var expected = ExpectedDigestsReader.Read(fields.Take("expected"), fields);
        var metadata = Metadata(fields.Take("metadata"), fields);
        fields.RefuseOthers();
        if (fields.Failure is { } failure)
        {
            return failure;
        }

        if (fileName is null)
        {
            return FailureCatalogue.FileNameInvalid("is missing");
        }

        return Length(length, maxFileBytes).TryGet(out var bytes, out var unusable)
            ? new NewUpload(fileName, bytes, contentType, expected, metadata)
            : unusable;
    }

    private static Outcome<long> Length(JsonElement? value, long maxFileBytes)
    {
        if (value is not { } given)
        {
            return FailureCatalogue.LengthMissing();
        }

        if (given.ValueKind is not JsonValueKind.Number)
        {
            return FailureCatalogue.LengthInvalid(JsonFields.Shown(given));
        }

        if (given.TryGetInt64(out var length))
        {
            return length >= 0 ? length : FailureCatalogue.LengthInvalid(given.GetRawText());
        }

        // Larger than any file: say so, rather than that it is no number.
        var text = given.GetRawText();
        return text.Length <= 64 && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? FailureCatalogue.LengthTooLarge(text, maxFileBytes)
            : FailureCatalogue.LengthInvalid(text);
    }

    private static Dictionary<string, string> Metadata(JsonElement? value, JsonFields fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (value is not { } given)
        {
            return metadata;
        }

        if (given.ValueKind is not JsonValueKind.Object)
        {
            fields.Fail("metadata", $"is {JsonFields.Shown(given)}; give an object whose values are text");
            return metadata;
        }

        foreach (var entry in given.EnumerateObject())
        {
            if (entry.Value.ValueKind is not JsonValueKind.String)
            {
                fields.Fail("metadata", "contains a value that is not text");
                return metadata;
            }

            if (fields.TextOf(entry.Value, "metadata") is not { } text)
            {
                return metadata;
            }

            metadata[entry.Name] = text;
        }

        return metadata;
    }
}
