using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// How blobs are named: text with tokens in braces, such as <c>{owner}/{yyyy}/{MM}/{dd}/{key}/{fileName}</c>. It is expanded once, when an
/// upload is started. What a client says can stand in a name only as a part of one segment, so it cannot climb or branch.
/// </summary>
public sealed partial class NameTemplate
{
    /// <summary>Stands for the owner of an upload that was started while the service did not ask for tokens.</summary>
    public const string NoOwner = "anonymous";

    private const string KeyToken = "key";
    private const int MaxExtensionChars = 16;

    private static readonly FrozenDictionary<string, Func<NamedFile, string>> Values = new Dictionary<string, Func<NamedFile, string>>
    {
        [KeyToken] = file => file.Key.Value,
        ["owner"] = file => file.Owner?.Value ?? NoOwner,
        ["yyyy"] = file => Part(file, "yyyy"),
        ["MM"] = file => Part(file, "MM"),
        ["dd"] = file => Part(file, "dd"),
        ["HH"] = file => Part(file, "HH"),
        ["fileName"] = file => Segment(file.FileName),
        ["baseName"] = file => Segment(file.FileName[..^ExtensionOf(file.FileName).Length]),
        ["extension"] = file => ExtensionOf(file.FileName),
    }.ToFrozenDictionary();

    private readonly string _text;

    private NameTemplate(string text) => _text = text;

    /// <summary>The template that names a blob by its upload's key alone.</summary>
    public static NameTemplate Default { get; } = new($"{{{KeyToken}}}");

    /// <summary>The tokens that a template may have.</summary>
    public static IEnumerable<string> Tokens => Values.Keys.Order(StringComparer.Ordinal).Select(token => $"{{{token}}}");

    /// <summary>Whether each name has the upload's key in it, and so is no other upload's.</summary>
    public bool HasKey => _text.Contains($"{{{KeyToken}}}", StringComparison.Ordinal);

    /// <summary>Reads a template, and tries whether it gives usable names.</summary>
    /// <param name="text">The template.</param>
    /// <param name="template">The template.</param>
    /// <param name="broken">Why it cannot be used, as the rest of a sentence that begins with the template; null where it can.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NameTemplate? template, [NotNullWhen(false)] out string? broken)
    {
        template = null;
        if (Token().Matches(text).FirstOrDefault(token => !Values.ContainsKey(token.Groups[1].Value)) is { } unknown)
        {
            broken = $"has the token {unknown.Value}, which is none of {string.Join(", ", Tokens)}";
            return false;
        }

        if (Token().Replace(text, string.Empty).AsSpan().IndexOfAny('{', '}') >= 0)
        {
            broken = "has a brace that belongs to no token";
            return false;
        }

        if (Beside().IsMatch(text))
        {
            broken = $"has a letter, a digit or another token right beside {{{KeyToken}}}; put a sign such as - or / between them";
            return false;
        }

        // A file without an extension and one with all that a name can have: what is wrong with them is wrong with the template.
        var candidate = new NameTemplate(text);
        var key = UploadKey.Of(UploadId.FromBytes(new byte[UploadId.ByteCount]));
        foreach (var fileName in new[] { "a", "b.pdf" })
        {
            if (!candidate.TryName(new NamedFile(key, null, default, fileName), out _, out var why))
            {
                broken = $"names the file '{fileName}' so that the name {why}";
                return false;
            }
        }

        (template, broken) = (candidate, null);
        return true;
    }

    /// <summary>Names a file's blob.</summary>
    /// <param name="file">What is known of the file.</param>
    /// <param name="name">The name.</param>
    /// <param name="broken">The rule that the name would break: it is too long; null where it breaks none.</param>
    public bool TryName(NamedFile file, out BlobName name, [NotNullWhen(false)] out string? broken) =>
        BlobName.TryParse(Token().Replace(_text, token => Values[token.Groups[1].Value](file)), out name, out broken);

    /// <summary>The template as it was given.</summary>
    public override string ToString() => _text;

    private static string Part(NamedFile file, string format) =>
        file.StartedAt.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A file's name as a part of a segment, which must not end with a dot.</summary>
    private static string Segment(string fileName)
    {
        var trimmed = fileName.TrimEnd('.');
        return trimmed.Length == fileName.Length ? fileName : trimmed + new string('_', fileName.Length - trimmed.Length);
    }

    /// <summary>The extension with its dot; empty where there is none, or where it is too long to be one.</summary>
    private static string ExtensionOf(string fileName)
    {
        var dot = fileName.LastIndexOf('.');
        var length = fileName.Length - dot;
        return dot > 0 && length is > 1 and <= MaxExtensionChars ? fileName[dot..] : string.Empty;
    }

    // There a name with a key in it could not be told from another file's name (UploadKey.FindLike). An extension begins with a dot.
    [GeneratedRegex(@"[A-Za-z0-9}]\{key\}|\{key\}(?:[A-Za-z0-9]|\{(?!extension\}))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Beside();

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
