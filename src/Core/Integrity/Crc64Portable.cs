using System.Buffers.Binary;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// The CRC on any processor: sixteen bytes per step, each looked up in the table for its distance from the end of the step
/// ("slicing", Kounavis and Berry, "A Systematic Approach to Building High Performance Software-based CRC Generators", 2005).
/// </summary>
internal static class Crc64Portable
{
    private const int Stride = 16;

    /// <summary>Entry 256 k + b is the register after the byte b and k zero bytes.</summary>
    private static readonly ulong[] Table = BuildTable();

    /// <summary>Takes the raw register (not inverted) past <paramref name="data"/>.</summary>
    internal static ulong Update(ulong register, ReadOnlySpan<byte> data)
    {
        var table = Table.AsSpan(0, Stride * 256);
        while (data.Length >= Stride)
        {
            var low = register ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            var high = BinaryPrimitives.ReadUInt64LittleEndian(data[8..]);
            register = table[(15 * 256) + (byte)low]
                ^ table[(14 * 256) + (byte)(low >> 8)]
                ^ table[(13 * 256) + (byte)(low >> 16)]
                ^ table[(12 * 256) + (byte)(low >> 24)]
                ^ table[(11 * 256) + (byte)(low >> 32)]
                ^ table[(10 * 256) + (byte)(low >> 40)]
                ^ table[(9 * 256) + (byte)(low >> 48)]
                ^ table[(8 * 256) + (byte)(low >> 56)]
                ^ table[(7 * 256) + (byte)high]
                ^ table[(6 * 256) + (byte)(high >> 8)]
                ^ table[(5 * 256) + (byte)(high >> 16)]
                ^ table[(4 * 256) + (byte)(high >> 24)]
                ^ table[(3 * 256) + (byte)(high >> 32)]
                ^ table[(2 * 256) + (byte)(high >> 40)]
                ^ table[256 + (byte)(high >> 48)]
                ^ table[(byte)(high >> 56)];
            data = data[Stride..];
        }

        foreach (var b in data)
        {
            register = (register >> 8) ^ table[(byte)(register ^ b)];
        }

        return register;
    }

    private static ulong[] BuildTable()
    {
        var table = new ulong[Stride * 256];
        for (var b = 0; b < 256; b++)
        {
            var register = (ulong)b;
            for (var bit = 0; bit < 8; bit++)
            {
                register = Crc64Field.TimesX(register);
            }

            table[b] = register;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var before = table[i - 256];
            table[i] = (before >> 8) ^ table[(byte)before];
        }

        return table;
    }
}
