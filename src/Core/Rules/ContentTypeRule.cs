using System.Text.RegularExpressions;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Rules;

/// <summary>
/// What a content type may be: one media type of RFC 9110, section 8.3.1, of at most 255 characters. A wildcard such as
/// <c>image/*</c> says what is accepted, not what a file is (RFC 6838, section 4.2, allows no asterisk in a name).
/// </summary>
public static partial class ContentTypeRule
{
    /// <summary>What a file is when nobody said.</summary>
    public const string Default = "application/octet-stream";

    private const int MaxChars = 255;

    /// <summary>
    /// What a client means by a content type: null for what browsers and frameworks send of a file whose type they do not know,
    /// which is nothing, or the name of a JavaScript value.
    /// </summary>
    public static string? Meant(string? given) => string.IsNullOrWhiteSpace(given) || given is "undefined" or "null" ? null : given;

    /// <summary>Null when the content type is usable, else why not.</summary>
    public static Failure? Check(string contentType) =>
        contentType.Length <= MaxChars && MediaType().IsMatch(contentType) ? null : FailureCatalogue.ContentTypeInvalid(contentType);

    // The characters of a token, and of a quoted string (RFC 9110, section 5.6).
    private const string Token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private const string Name = "[!#$%&'+.^_`|~0-9A-Za-z-]+";
    private const string Quoted = "\"(?:[\\t !#-\\[\\]-~]|\\\\[\\t -~])*\"";

    [GeneratedRegex($@"\A{Name}/{Name}(?:[ \t]*;[ \t]*{Token}=(?:{Token}|{Quoted}))*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MediaType();
}
