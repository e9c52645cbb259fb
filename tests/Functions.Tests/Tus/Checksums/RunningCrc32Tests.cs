using System.Buffers.Binary;
using System.Text;
using FsCheck.Fluent;
using SmartTransfer.Functions.Tus.Checksums;
using SmartTransfer.Testing.Properties;

namespace SmartTransfer.Functions.Tests.Tus.Checksums;

public class RunningCrc32Tests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xe8b7be43u)]
    [InlineData("123456789", 0xcbf43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414fa339u)]
    public void Known_texts_have_their_known_checksums(string text, uint expected) => Assert.Equal(expected, Checksum(Encoding.ASCII.GetBytes(text), []));

    [Fact]
    public void Wherever_the_bytes_are_cut_the_checksum_is_that_of_the_definition() => Always.Holds(
        from length in Gen.Choose(0, 200)
        from cut in Gen.Choose(0, length)
        from seed in Gen.Choose(0, 1_000_000)
        select (Bytes: Values.RandomBytes(length, seed), cut),
        test => Assert.Equal(Bitwise(test.Bytes), Checksum(test.Bytes.AsSpan(0, test.cut), test.Bytes.AsSpan(test.cut))));

    private static uint Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using var crc = new RunningCrc32();
        crc.Append(first);
        crc.Append(second);
        return BinaryPrimitives.ReadUInt32BigEndian(crc.Finish());
    }

    private static uint Bitwise(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes)
        {
            crc ^= next;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
