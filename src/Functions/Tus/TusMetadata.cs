using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;
using SmartTransfer.Core.Sessions;

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
    private const string Want = "pairs of a key and a base64 value, as in 'filename aGVsbG8udHh0,draft'";

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Reads the field. Only its form is checked here, and that values are text of one line; the rest the domain decides. A key that is no name in the native API is kept in the field alone.</summary>
    public static Outcome<TusMetadata> Read(HttpRequest request, int maxBytes)
    {
        var field = string.Join(',', request.Headers[TusProtocol.UploadMetadata].Where(line => !string.IsNullOrEmpty(line)));
        if (MetadataRule.CheckField(field, maxBytes) is { } tooLong)
        {
            return tooLong;
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in field.Split(',', field.Length == 0 ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None))
        {
            var (key, value) = pair.Trim(' ').Split(' ', 2) is [var k, var v] ? (k, v) : (pair.Trim(' '), string.Empty);
            if (!Key().IsMatch(key) || TextOf(value) is not { } text)
            {
                return FailureCatalogue.HeaderInvalid(TusProtocol.UploadMetadata, field, Want);
            }

            if (text.Any(char.IsControl))
            {
                return FailureCatalogue.MetadataInvalid($"has a control character in the value of '{key}'");
            }

            if (!all.TryAdd(key, text))
            {
                return FailureCatalogue.MetadataInvalid($"has the key '{key}' twice");
            }
        }

        // An empty name or type is what a browser sends of a file that has none.
        var fileName = all.GetValueOrDefault(FileNameKey) is { Length: > 0 } name ? name : null;
        var fileType = all.GetValueOrDefault(FileTypeKey) is { Length: > 0 } type ? type : null;
        var others = all.Where(pair => pair.Key is not (FileNameKey or FileTypeKey) && MetadataRule.IsName(pair.Key)).ToDictionary(StringComparer.Ordinal);
        return new TusMetadata(fileName, fileType, others, field.Length > 0 ? field : null);
    }

    /// <summary>The field of an upload: as its client sent it, or, of one that was started by another protocol, what that knows.</summary>
    public static string Of(UploadSession session) => session.Notes.GetValueOrDefault(Note) ?? string.Join(',', Known(session).Select(pair => $"{pair.Key} {Convert.ToBase64String(Utf8.GetBytes(pair.Value))}"));

    private static IEnumerable<KeyValuePair<string, string>> Known(UploadSession session) =>
        [new(FileNameKey, session.FileName), new(FileTypeKey, session.ContentType), .. session.Metadata.Where(pair => pair.Key is not (FileNameKey or FileTypeKey))];

    private static string? TextOf(string base64)
    {
        var bytes = new byte[base64.Length];
        try
        {
            return base64.Contains(' ', StringComparison.Ordinal) || !Convert.TryFromBase64String(base64, bytes, out var written) ? null : Utf8.GetString(bytes, 0, written);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[!-+\x2D-~]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();
}
