using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Ledgers;

/// <summary>
/// Composes many checksums, of blocks that mostly have one of a few lengths: <see cref="Crc64Nvme.Combine"/> with the power of x that a
/// length stands for computed once, so that each block costs one multiplication.
/// </summary>
internal sealed class CrcComposition
{
    private const ulong One = 1UL << 63;

    private readonly Dictionary<long, ulong> _powers = [];
    private long _lastLength;
    private ulong _lastPower = One;

    /// <summary>The checksum of A followed by B.</summary>
    public ulong Combine(ulong crcA, ulong crcB, long lengthB) => Shift(crcA, lengthB) ^ crcB;

    /// <summary>A checksum multiplied by x^(8 × <paramref name="lengthBytes"/>).</summary>
    public ulong Shift(ulong crc, long lengthBytes)
    {
        if (lengthBytes != _lastLength)
        {
            if (!_powers.TryGetValue(lengthBytes, out _lastPower))
            {
                _powers[lengthBytes] = _lastPower = Crc64Shift.ByBytes(One, lengthBytes);
            }

            _lastLength = lengthBytes;
        }

        return CarrylessField.IsSupported ? CarrylessField.Multiply(crc, _lastPower) : Crc64Field.Multiply(crc, _lastPower);
    }
}
