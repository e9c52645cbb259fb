using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartTransfer.Client.Integrity;

namespace SmartTransfer.Client.Tests.Integrity;

public sealed class Crc64NvmeTests
{
    [Fact]
    public void The_check_value_is_that_of_the_catalogue() =>
        Assert.Equal("ae8b14860a799888", Crc64Nvme.ToHex(Crc64Nvme.Of("123456789"u8)));

    [Fact]
    public void The_example_of_the_protocol_page_is_composed() =>
        Assert.Equal(0x8d29d5c3f6ea8ebeUL, Crc64Nvme.Combine(Crc64Nvme.Of("hello "u8), Crc64Nvme.Of("world"u8), 5));

    [Fact]
    public void Two_parts_give_the_CRC_of_the_whole() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
            (first, second) =>
            {
                var (a, b) = (Encoding.Unicode.GetBytes(first), Encoding.Unicode.GetBytes(second));
                Assert.Equal(Crc64Nvme.Of([.. a, .. b]), Crc64Nvme.Combine(Crc64Nvme.Of(a), Crc64Nvme.Of(b), b.Length));
            }));

    [Fact]
    public void Long_parts_are_composed_by_their_length_alone()
    {
        // A gibibyte of zeros, composed from halves, from a mebibyte that was hashed.
        var crc = Crc64Nvme.Of(new byte[1024 * 1024]);
        for (var bytes = 1024L * 1024; bytes < 1L << 30; bytes *= 2)
        {
            crc = Crc64Nvme.Combine(crc, crc, bytes);
        }

        Assert.Equal(SmartTransfer.Core.Integrity.Crc64Nvme.Combine(Half(), Half(), 1L << 29), crc);

        static ulong Half()
        {
            var half = SmartTransfer.Core.Integrity.Crc64Nvme.Compute(new byte[1024 * 1024]);
            for (var bytes = 1024L * 1024; bytes < 1L << 29; bytes *= 2)
            {
                half = SmartTransfer.Core.Integrity.Crc64Nvme.Combine(half, half, bytes);
            }

            return half;
        }
    }
}
