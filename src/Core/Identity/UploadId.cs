using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace SmartTransfer.Core.Identity;

/// <summary>
/// Names one upload session: 128 random bits as 22 characters of base64url. Knowing it is the capability to write to the
/// upload, so <see cref="ToString"/>, by which logs and messages name it, gives its key; <see cref="Value"/> gives the id.
/// </summary>
public readonly record struct UploadId
{
    /// <summary>Random bytes in an id.</summary>
    public const int ByteCount = 16;

    private const int CharCount = 22;

    private readonly string? _value;

    private UploadId(string value) => _value = value;

    /// <summary>The whole id, 22 characters of A-Z, a-z, 0-9, - and _. Never log it.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An upload id that was never assigned has no value.");

    /// <summary>The id made of exactly <see cref="ByteCount"/> random bytes.</summary>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public static UploadId FromBytes(ReadOnlySpan<byte> random) =>
        random.Length == ByteCount
            ? new UploadId(Base64Url.EncodeToString(random))
            : throw new ArgumentException($"An upload id is made of {ByteCount} bytes, not of {random.Length}.", nameof(random));

    /// <summary>Reads an id as it stands in a URL. Only the one spelling that <see cref="FromBytes"/> gives is accepted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UploadId id)
    {
        id = default;
        if (text is not { Length: CharCount })
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[ByteCount];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        // The last character carries four bits that no byte uses: they must be zero, or two texts would name one upload.
        // (TryDecodeFromChars throws where they are not; "try" stands for the destination's length only.)
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != ByteCount)
        {
            return false;
        }

        id = new UploadId(text);
        return true;
    }

    /// <summary>The upload's key (<see cref="UploadKey"/>), for logs and messages.</summary>
    public override string ToString() => _value is null ? "(none)" : UploadKey.Of(this).Value;
}
