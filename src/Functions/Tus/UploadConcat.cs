using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Functions.Tus;

/// <summary>
/// The field Upload-Concat: "partial", or "final;" and the addresses of the partial uploads, absolute or relative, with a space
/// between two.
/// </summary>
/// <param name="Role">What the upload is for.</param>
/// <param name="Parts">The partial uploads of a final one.</param>
/// <param name="Note">What is kept of the field, so that it can be told as it was sent; null for none.</param>
internal sealed partial record UploadConcat(UploadRole Role, IReadOnlyList<UploadId> Parts, string? Note)
{
    /// <summary>Under which note the field is kept with the upload.</summary>
    public const string NoteName = "TusConcat";

    private const string Partial = "partial";
    private const string Final = "final;";
    private const string Want =
        "'partial', or 'final;' followed by the addresses of one or more partial uploads, separated by spaces, in printable ASCII";

    private const string NotOne =
        "is not the address of one upload alone; separate addresses by spaces, not by commas or other characters";

    // As much as a column of a table holds.
    private const int MaxNoteChars = 32_000;

    private static readonly UploadConcat None = new(UploadRole.Single, [], null);

    /// <summary>Reads the field. Whether the partial uploads are there is not looked at.</summary>
    public static Outcome<UploadConcat> Read(HttpRequest request)
    {
        var lines = request.Headers[TusProtocol.UploadConcat];
        var field = lines.ToString();
        if (lines.Count == 0)
        {
            return None;
        }

        if (field == Partial)
        {
            return new UploadConcat(UploadRole.Partial, [], field);
        }

        // HEAD has to give the field back, and an answer holds printable ASCII alone.
        if (lines.Count > 1 || !field.StartsWith(Final, StringComparison.Ordinal) || field.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return FailureCatalogue.HeaderInvalid(TusProtocol.UploadConcat, field, Want);
        }

        var addresses = field[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parts = new List<UploadId>(addresses.Length);
        foreach (var address in addresses)
        {
            if (Refusal(address, out var id) is { } why)
            {
                return FailureCatalogue.PartialUnusable(parts.Count + 1, why);
            }

            parts.Add(id);
        }

        return parts.Count > 0 && NoteOf(field, addresses[0], parts) is { Length: <= MaxNoteChars } note
            ? new UploadConcat(UploadRole.Final, parts, note)
            : FailureCatalogue.HeaderInvalid(TusProtocol.UploadConcat, field, Want);
    }

    /// <summary>The field of an upload as it was sent; null where none was.</summary>
    public static string? FieldOf(UploadSession session) =>
        !session.Notes.TryGetValue(NoteName, out var note) ? null
        : note.Split(' ') is [var before, var after] && !note.StartsWith(Final, StringComparison.Ordinal)
        ? FieldOf(before, after, session.Parts)
        : note;

    private static string FieldOf(string before, string after, IReadOnlyList<UploadId> parts) =>
        Final + string.Join(' ', parts.Select(part => before + part.Value + after));

    /// <summary>
    /// The field; where all addresses differ in their ids alone, what stands before and after these, with a space between: so
    /// that a thousand long addresses are kept in one column.
    /// </summary>
    private static string NoteOf(string field, string first, IReadOnlyList<UploadId> parts)
    {
        var at = first.LastIndexOf(parts[0].Value, StringComparison.Ordinal);
        if (at < 0)
        {
            return field;
        }

        var (before, after) = (first[..at], first[(at + parts[0].Value.Length)..]);
        return FieldOf(before, after, parts) == field ? $"{before} {after}" : field;
    }

    /// <summary>
    /// Why an address names no upload; null where it does. Its path alone says which: by which name we are called from outside is
    /// not known here. Two addresses that anything but a space separates can be one valid address, of the second: no part is lost so.
    /// </summary>
    private static string? Refusal(string address, out UploadId id)
    {
        id = default;
        var named = Uri.TryCreate(new Uri("http://this/"), address, out var uri)
            && uri.AbsolutePath.TrimEnd('/').Split('/') is [.., "tus", var last]
            && UploadId.TryParse(last, out id);
        var text = Uri.UnescapeDataString(address);
        return text.AsSpan().ContainsAny(",;|\"<>\\^`{} ") || Addresses().Count(text) > 1 ? NotOne
            : !named ? "is not the address of an upload"
            : text.Contains($"tus/{id.Value}", StringComparison.Ordinal) ? null
            : NotOne;
    }

    [GeneratedRegex("tus/[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Addresses();
}
