using System.Text;
using System.Text.RegularExpressions;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Rules;

/// <summary>What the client's own metadata may be.</summary>
public static partial class MetadataRule
{
    /// <summary>Names that are taken, at most.</summary>
    public const int MaxEntries = 32;

    // Base64 takes four characters for three bytes. The file's name and type stand in the field too: 255 characters of three
    // bytes each, and 255 of one.
    private const int MaxFieldCharsPerByte = 2;
    private const int MaxFieldCharsBesides = 1536;

    /// <summary>Whether this is a name that is taken: 1 to 64 characters of A-Z, a-z, 0-9, - and _.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>Null when a field of metadata is short enough to be kept as it is, else why not.</summary>
    /// <param name="field">The field; null for none.</param>
    /// <param name="maxBytes">All names and values together, in bytes of UTF-8, at most.</param>
    public static Failure? CheckField(string? field, int maxBytes)
    {
        var most = (MaxFieldCharsPerByte * maxBytes) + MaxFieldCharsBesides;
        return field?.Length > most
            ? FailureCatalogue.MetadataInvalid($"has {field.Length} characters in all; at most {most} are allowed")
            : null;
    }

    /// <summary>Null when the metadata is usable, else why not.</summary>
    /// <param name="metadata">Names and values.</param>
    /// <param name="maxBytes">All names and values together, in bytes of UTF-8, at most.</param>
    public static Failure? Check(IReadOnlyDictionary<string, string> metadata, int maxBytes)
    {
        if (metadata.Count > MaxEntries)
        {
            return FailureCatalogue.MetadataInvalid($"has {metadata.Count} names; at most {MaxEntries} are allowed");
        }

        var bytes = 0;
        foreach (var (name, value) in metadata)
        {
            if (!Name().IsMatch(name))
            {
                return FailureCatalogue.MetadataInvalid("has a name that is not made of 1 to 64 of the characters A-Z, a-z, 0-9, - and _");
            }

            if (value.Any(char.IsControl))
            {
                return FailureCatalogue.MetadataInvalid($"contains a control character in the value of '{name}'");
            }

            if (!UnicodeText.IsValid(value))
            {
                return FailureCatalogue.MetadataInvalid($"has a value for '{name}' that is not valid Unicode");
            }

            bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        }

        return bytes > maxBytes ? FailureCatalogue.MetadataInvalid($"has {bytes} bytes; at most {maxBytes} are allowed") : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
