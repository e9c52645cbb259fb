namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>
/// CRC-64/NVME by its definition, one bit at a time and in normal form, reflecting bytes in and the result out: it shares no line
/// and no constant with the product.
/// </summary>
internal static class Crc64Oracle
{
    private const ulong NormalPolynomial = 0xad93d23594c93659;

    public static ulong Compute(ReadOnlySpan<byte> data) => Finish(Update(ulong.MaxValue, data));

    /// <summary>The CRC of each prefix: entry n is that of the first n bytes.</summary>
    public static ulong[] Prefixes(ReadOnlySpan<byte> data)
    {
        var prefixes = new ulong[data.Length + 1];
        var register = ulong.MaxValue;
        for (var n = 0; n < data.Length; n++)
        {
            register = Update(register, data.Slice(n, 1));
            prefixes[n + 1] = Finish(register);
        }

        return prefixes;
    }

    private static ulong Update(ulong register, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var carry = ((register >> 63) ^ ((ulong)value >> bit)) & 1;
                register = (register << 1) ^ (carry * NormalPolynomial);
            }
        }

        return register;
    }

    private static ulong Finish(ulong register)
    {
        ulong reflected = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            reflected = (reflected << 1) | ((register >> bit) & 1);
        }

        return ~reflected;
    }
}
