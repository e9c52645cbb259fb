using System.Text;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Core.Tests.Integrity;

/// <summary>
/// The published vectors: the check value of the CRC catalogue, and the 4 KiB buffers of the NVM Express NVM Command Set
/// Specification 1.0a, section 5.2.1.3.5, "64b CRC Test Cases".
/// </summary>
public class Crc64NvmeVectorTests
{
    [Fact]
    public void The_check_value_is_that_of_the_catalogue() =>
        Assert.Equal(0xae8b14860a799888UL, Crc64Nvme.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void The_crc_of_nothing_is_zero() => Assert.Equal(0UL, Crc64Nvme.Compute([]));

    [Fact]
    public void Four_KiB_of_zeros_match_the_specification() => Assert.Equal(0x6482d367eb22b64eUL, Crc64Nvme.Compute(new byte[4096]));

    [Fact]
    public void Four_KiB_of_ones_match_the_specification()
    {
        var data = new byte[4096];
        data.AsSpan().Fill(0xff);

        Assert.Equal(0xc0ddba7302eca3acUL, Crc64Nvme.Compute(data));
    }

    [Fact]
    public void Four_KiB_of_counting_bytes_match_the_specification()
    {
        var data = Enumerable.Range(0, 4096).Select(i => (byte)i).ToArray();

        Assert.Equal(0x3e729f5f6750449cUL, Crc64Nvme.Compute(data));
    }

    [Fact]
    public void Four_KiB_of_bytes_counting_down_match_the_specification()
    {
        var data = Enumerable.Range(0, 4096).Select(i => (byte)(255 - i)).ToArray();

        Assert.Equal(0x9a2df64b8e9e517eUL, Crc64Nvme.Compute(data));
    }

    [Fact]
    public void Azure_gets_the_lowest_byte_first()
    {
        var bytes = new byte[8];

        Crc64Nvme.WriteLittleEndian(0x0102030405060708, bytes);

        Assert.Equal(new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 }, bytes);
    }
}
