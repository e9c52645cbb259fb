namespace SmartTransfer.Core.Ledgers;

/// <summary>The bytes [<paramref name="Offset"/>, <paramref name="Offset"/> + <paramref name="Length"/>) of a file.</summary>
/// <param name="Offset">Zero-based position of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Position after the last byte.</summary>
    public long End => checked(Offset + Length);

    /// <summary>Reads as <c>[offset, end)</c>, for messages; never throws, even of a range that no file can hold.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"[{Offset}, {(Int128)Offset + Length})");
}
