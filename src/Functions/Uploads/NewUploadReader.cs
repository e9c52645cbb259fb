using System.Text.Json;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Uploads;

/// <summary>Reads what a client wants to upload. Only the form is checked here; what is acceptable, the domain decides.</summary>
internal static class NewUploadReader
{
    /// <param name="fields">The request's object.</param>
    public static Outcome<NewUpload> Read(JsonFields fields)
    {
        var fileName = fields.Text("fileName");
        var length = fields.Take("length");
        var contentType = ContentTypeRule.Meant(fields.Text("contentType"));
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

        return Length(length).TryGet(out var bytes, out var unusable)
            ? new NewUpload(fileName, bytes, contentType, expected, metadata)
            : unusable;
    }

    private static Outcome<long> Length(JsonElement? value)
    {
        if (value is not { } given)
        {
            return FailureCatalogue.LengthMissing();
        }

        if (given.ValueKind is not JsonValueKind.Number)
        {
            return FailureCatalogue.LengthInvalid(JsonFields.Shown(given));
        }

        var text = given.GetRawText();
        return WholeNumber.TryParse(text, out var length) ? length : FailureCatalogue.LengthInvalid(text);
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
