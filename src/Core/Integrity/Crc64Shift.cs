using System.Numerics;

namespace SmartTransfer.Core.Integrity;

/// <summary>Takes a CRC past bytes that are known by their number alone: what zero bytes do to the register.</summary>
internal static class Crc64Shift
{
    /// <summary>Entry k is x^(8 × 2^k): the shift past 2^k bytes. 63 entries reach every length that a long can hold.</summary>
    private static readonly ulong[] ByteShifts = BuildByteShifts();

    /// <summary>Multiplies by x^(8 × <paramref name="lengthBytes"/>), in one multiplication per set bit of the length.</summary>
    internal static ulong ByBytes(ulong value, long lengthBytes)
    {
        for (var rest = (ulong)lengthBytes; rest != 0; rest &= rest - 1)
        {
            var shift = ByteShifts[BitOperations.TrailingZeroCount(rest)];
            value = CarrylessField.IsSupported ? CarrylessField.Multiply(value, shift) : Crc64Field.Multiply(value, shift);
        }

        return value;
    }

    private static ulong[] BuildByteShifts()
    {
        var shifts = new ulong[63];
        shifts[0] = Crc64Field.PowerOfX(8);
        for (var k = 1; k < shifts.Length; k++)
        {
            shifts[k] = Crc64Field.Multiply(shifts[k - 1], shifts[k - 1]);
        }

        return shifts;
    }
}
