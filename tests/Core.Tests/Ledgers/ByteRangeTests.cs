using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Core.Tests.Ledgers;

public class ByteRangeTests
{
    [Fact]
    public void It_ends_after_its_last_byte() => Assert.Equal(7, new ByteRange(3, 4).End);

    [Fact]
    public void An_end_beyond_every_file_is_a_fault() => Assert.Throws<OverflowException>(() => new ByteRange(long.MaxValue, 1).End);

    [Theory]
    [InlineData(3, 4, "[3, 7)")]
    [InlineData(0, long.MaxValue, "[0, 9223372036854775807)")]
    [InlineData(long.MaxValue, long.MaxValue, "[9223372036854775807, 18446744073709551614)")]
    public void Its_text_can_be_had_of_any_range(long offset, long length, string text) =>
        Assert.Equal(text, new ByteRange(offset, length).ToString());
}
