using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names a blob within its container, as it is meant: without escapes, which the storage's client adds, once. Rules of Azure
/// (learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata): 1 to 1,024 characters, at most
/// 254 segments between slashes, no dot or slash at the end. Besides, so that a name is one thing to every client, path library and
/// person: no segment that is empty, ends with a dot, or is <c>.</c> or <c>..</c>, no backslash, no control character, no lone surrogate.
/// </summary>
public readonly record struct BlobName
{
    /// <summary>The longest name, in UTF-16 code units.</summary>
    public const int MaxChars = 1024;

    /// <summary>The most segments between slashes.</summary>
    public const int MaxSegments = 254;

    private readonly string? _value;

    private BlobName(string value) => _value = value;

    /// <summary>The name.</summary>
    /// <exception cref="InvalidOperationException">It was never assigned.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A blob's name that was never assigned has no value.");

    /// <summary>The name of a blob that is named by its upload's key alone.</summary>
    public static BlobName Of(UploadKey key) => new(key.Value);

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name, not escaped.</param>
    /// <param name="name">The name.</param>
    /// <param name="broken">The rule that it breaks, as the rest of a sentence that begins with the name; null for none.</param>
    public static bool TryParse(string? text, out BlobName name, [NotNullWhen(false)] out string? broken)
    {
        broken = Broken(text ?? string.Empty);
        name = broken is null ? new BlobName(text!) : default;
        return broken is null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => _value ?? "(none)";

    private static string? Broken(string text)
    {
        if (text.Length is 0 or > MaxChars)
        {
            return text.Length == 0 ? "is empty" : $"has {text.Length} characters; at most {MaxChars} are allowed";
        }

        if (text.Contains('\\', StringComparison.Ordinal))
        {
            return "contains a backslash";
        }

        var segments = text.Split('/');
        if (segments.Length > MaxSegments)
        {
            return $"has {segments.Length} segments; at most {MaxSegments} are allowed";
        }

        foreach (var segment in segments)
        {
            if (segment.Length == 0)
            {
                return "begins or ends with a slash, or has two in a row";
            }

            // '.' and '..' are among these.
            if (segment[^1] == '.')
            {
                return "has a segment that ends with a dot";
            }
        }

        return BrokenCharacter(text);
    }

    private static string? BrokenCharacter(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var taken) != System.Buffers.OperationStatus.Done)
            {
                return "is not valid Unicode";
            }

            // Lists of blobs are XML 1.0, which cannot carry the last two.
            if (UnicodeText.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF)
            {
                return $"contains the character U+{rune.Value:X4}";
            }

            at += taken;
        }

        return null;
    }
}
