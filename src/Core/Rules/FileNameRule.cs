using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Rules;

/// <summary>What a file name may be: one path segment that every common file system and every header can carry.</summary>
public static class FileNameRule
{
    /// <summary>Null when the name is usable, else why not.</summary>
    /// <param name="fileName">The name as the client gave it.</param>
    /// <param name="maxChars">The longest name, in UTF-16 code units.</param>
    public static Failure? Check(string fileName, int maxChars)
    {
        if (string.IsNullOrWhiteSpace(fileName))
        {
            return FailureCatalogue.FileNameInvalid("is empty");
        }

        if (fileName is "." or "..")
        {
            return FailureCatalogue.FileNameInvalid("is a relative path");
        }

        if (fileName.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            return FailureCatalogue.FileNameInvalid("contains a path separator (/ or \\)");
        }

        if (!UnicodeText.IsValid(fileName))
        {
            return FailureCatalogue.FileNameInvalid("is not valid Unicode");
        }

        foreach (var rune in fileName.EnumerateRunes())
        {
            if (UnicodeText.IsControl(rune))
            {
                return FailureCatalogue.FileNameInvalid($"contains the control character U+{rune.Value:X4}");
            }
        }

        return fileName.Length > maxChars
            ? FailureCatalogue.FileNameInvalid($"has {fileName.Length} characters (UTF-16 code units); at most {maxChars} are allowed")
            : null;
    }
}
