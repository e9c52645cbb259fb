using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// The field Upload-Metadata: "one or more comma-separated key-value pairs. The key and value MUST be separated by a space. The key MUST
/// NOT contain spaces and commas and MUST NOT be empty. The key SHOULD be ASCII encoded and the value MUST be Base64 encoded. All keys
/// MUST be unique. The value MAY be empty. In these cases, the space ... MAY be left out."
/// </summary>
internal sealed partial record TusMetadata(string? FileName, string? ContentType, IReadOnlyDictionary<string, string> Others, string? Field)
{
    /// <summary>Under which note the field is kept with the upload.</summary>
    public const string Note = "TusMetadata";

    private const string FileNameKey = "filename";
    private const string FileTypeKey = "filetype";
    private const string Want = "keys with base64 values, separated by commas, as in 'filename aGVsbG8udHh0,draft'";

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads the field. Only its form is checked here; the rest the domain decides. A key that is no name in the native API, and a
    /// value that is no text of one line there, are kept in the field alone.
    /// </summary>
    public static Outcome<TusMetadata> Read(HttpRequest request, int maxBytes)
    {
        var field = string.Join(',', request.Headers[TusProtocol.UploadMetadata].Where(line => !string.IsNullOrEmpty(line)));
        if (MetadataRule.CheckField(field, maxBytes) is { } tooLong)
        {
            return tooLong;
        }

        var all = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var pair in field.Split(',', field.Length == 0 ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None))
        {
            var (key, value) = pair.Trim(' ').Split(' ', 2) is [var k, var v] ? (k, v) : (pair.Trim(' '), string.Empty);
            if (!Key().IsMatch(key) || !TryDecode(value, out var bytes))
            {
                return FailureCatalogue.HeaderInvalid(TusProtocol.UploadMetadata, field, Want);
            }

            if (!all.TryAdd(key, TextOf(bytes)))
            {
                return FailureCatalogue.MetadataInvalid($"has the key '{key}' twice");
            }
        }

        if (all.TryGetValue(FileNameKey, out var name) && name is null)
        {
            return FailureCatalogue.FileNameInvalid("is not text in UTF-8");
        }

        if (all.TryGetValue(FileTypeKey, out var type) && type is null)
        {
            return FailureCatalogue.ContentTypeInvalid("not text in UTF-8");
        }

        // An empty name is what a browser sends of a file that has none.
        var others = all.Where(pair => pair.Key is not (FileNameKey or FileTypeKey) && IsShown(pair.Key, pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
        return new TusMetadata(
            string.IsNullOrEmpty(name) ? null : name, ContentTypeRule.Meant(type), others, field.Length > 0 ? field : null);
    }

    private static bool IsShown(string key, string? value) =>
        MetadataRule.IsName(key) && value is not null && !value.Any(char.IsControl);

    private static bool TryDecode(string base64, out ReadOnlySpan<byte> decoded)
    {
        // The decoder would pass over spaces and tabs, which stand nowhere within a value.
        var bytes = new byte[base64.Length];
        var written = 0;
        var isBase64 = !base64.AsSpan().ContainsAny(' ', '\t') && Convert.TryFromBase64String(base64, bytes, out written);
        decoded = bytes.AsSpan(0, written);
        return isBase64;
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[!-+\x2D-~]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();
}
