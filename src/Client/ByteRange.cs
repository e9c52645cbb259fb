namespace SmartTransfer.Client;

/// <summary>A range of bytes.</summary>
/// <param name="Offset">Position of the first byte, from 0.</param>
/// <param name="Length">How many bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>Position after the last byte.</summary>
    public long End => Offset + Length;

    /// <inheritdoc/>
    public override string ToString() => $"[{Offset}, {End})";
}
