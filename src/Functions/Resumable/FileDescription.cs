using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Rules;
using SmartTransfer.Functions.Tus;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// What a creation says of its file: the name in Content-Disposition (RFC 6266, which the draft's section 4.2 shows), the type in
/// Content-Type. tus-js-client sends both in Upload-Metadata, as to a tus server; the standard fields go before.
/// </summary>
internal sealed record FileDescription(
    string FileName, string? ContentType, IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, string> Notes)
{
    private const string Nameless = "file";

    /// <summary>Reads it. Only its form is checked here; the rest the domain decides.</summary>
    public static Outcome<FileDescription> Read(HttpRequest request, int maxMetadataBytes)
    {
        if (!TusMetadata.Read(request, maxMetadataBytes).TryGet(out var metadata, out var failure))
        {
            return failure;
        }

        var notes = new Dictionary<string, string>();
        if (metadata.Field is { } field)
        {
            notes[TusMetadata.Note] = field;
        }

        return new FileDescription(
            NameOf(request) ?? metadata.FileName ?? Nameless, TypeOf(request) ?? metadata.ContentType, metadata.Others, notes);
    }

    private static string? NameOf(HttpRequest request)
    {
        var field = request.Headers.ContentDisposition.ToString();
        if (!ContentDispositionHeaderValue.TryParse(field, out var disposition))
        {
            return null;
        }

        // "recipients SHOULD pick the filename* parameter and ignore filename" where both are there (RFC 6266, section 4.3).
        var name = disposition.FileNameStar.Length > 0 ? disposition.FileNameStar : disposition.FileName;
        var text = HeaderUtilities.UnescapeAsQuotedString(name).ToString();
        return text.Length > 0 ? text : null;
    }

    // The type of a piece says nothing of the file; tus-js-client sends it with the first one too.
    private static string? TypeOf(HttpRequest request) =>
        ResumableProtocol.BringsPiece(request) ? null : ContentTypeRule.Meant(request.ContentType);
}
