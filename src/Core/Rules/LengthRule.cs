using System.Globalization;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Core.Rules;

/// <summary>How long a file may be.</summary>
public static class LengthRule
{
    /// <summary>Null when the length is taken, else why not.</summary>
    /// <param name="lengthBytes">Length of the whole file, in bytes.</param>
    /// <param name="maxFileBytes">The longest file.</param>
    public static Failure? Check(long lengthBytes, long maxFileBytes)
    {
        // A number that 64 bits do not hold arrives here as the largest that they do.
        var text = lengthBytes.ToString(CultureInfo.InvariantCulture) + (lengthBytes == long.MaxValue ? " or more" : string.Empty);
        return lengthBytes switch
        {
            < 0 => FailureCatalogue.LengthInvalid(text),
            _ when lengthBytes > maxFileBytes => FailureCatalogue.LengthTooLarge(text, maxFileBytes),
            _ => null,
        };
    }
}
