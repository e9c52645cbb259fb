using System.Buffers.Binary;

namespace SmartTransfer.Core.Integrity;

/// <summary>
/// CRC-32 of ISO-HDLC, which zip, PNG and Ethernet use (ITU-T V.42, section 8.1.1.6.2): polynomial 0x04c11db7, reflected, all ones
/// in and out, 0xcbf43926 for the ASCII text "123456789". Eight bytes a step by eight tables (Kounavis and Berry, A Systematic Approach
/// to Building High Performance Software-based CRC Generators, 2005).
/// </summary>
public static class Crc32
{
    private const uint Reflected = 0xedb88320;
    private const int Step = 8;

    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Continues a CRC over the bytes that follow.</summary>
    /// <param name="crc">The CRC of everything before <paramref name="data"/>; 0 before the first byte.</param>
    /// <param name="data">The bytes that follow.</param>
    /// <returns>The CRC of all bytes so far.</returns>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var register = ~crc;
        for (; data.Length >= Step; data = data[Step..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ register;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            register = Tables[7][(byte)low] ^ Tables[6][(byte)(low >> 8)] ^ Tables[5][(byte)(low >> 16)] ^ Tables[4][low >> 24]
                ^ Tables[3][(byte)high] ^ Tables[2][(byte)(high >> 8)] ^ Tables[1][(byte)(high >> 16)] ^ Tables[0][high >> 24];
        }

        foreach (var next in data)
        {
            register = Tables[0][(byte)(register ^ next)] ^ (register >> 8);
        }

        return ~register;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (var table = 0; table < Step; table++)
        {
            tables[table] = new uint[256];
            for (uint value = 0; value < 256; value++)
            {
                tables[table][value] = table == 0 ? OneByte(value) : tables[0][(byte)tables[table - 1][value]] ^ (tables[table - 1][value] >> 8);
            }
        }

        return tables;
    }

    private static uint OneByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Reflected : value >> 1;
        }

        return value;
    }
}
