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
/// <param name="Field">The field as it was sent; null for none.</param>
internal sealed record UploadConcat(UploadRole Role, IReadOnlyList<UploadId> Parts, string? Field)
{
    /// <summary>Under which note the field is kept with the upload.</summary>
    public const string Note = "TusConcat";

    private const string Partial = "partial";
    private const string Final = "final;";
    private const string Want = "partial, or final; and the addresses of one or more partial uploads with a space between two";

    // As much as a column of a table holds; Kestrel takes 32 KiB for all headers together.
    private const int MaxChars = 32_000;

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

        if (lines.Count > 1 || field.Length > MaxChars || !field.StartsWith(Final, StringComparison.Ordinal))
        {
            return FailureCatalogue.HeaderInvalid(TusProtocol.UploadConcat, field, Want);
        }

        var parts = new List<UploadId>();
        foreach (var address in field[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryRead(address, out var id))
            {
                return FailureCatalogue.PartialUnusable(parts.Count + 1, "is not the address of an upload");
            }

            parts.Add(id);
        }

        return parts.Count > 0 ? new UploadConcat(UploadRole.Final, parts, field) : FailureCatalogue.HeaderInvalid(TusProtocol.UploadConcat, field, Want);
    }

    /// <summary>The upload that an address names. Its path alone says so: by which name we are called from outside is not known here.</summary>
    private static bool TryRead(string address, out UploadId id)
    {
        id = default;
        return Uri.TryCreate(new Uri("http://this/"), address, out var uri)
            && uri.AbsolutePath.TrimEnd('/').Split('/') is [.., "tus", var last]
            && UploadId.TryParse(last, out id);
    }
}
