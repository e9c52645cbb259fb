using SmartTransfer.Core.Links;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Tests.Headers;

/// <summary>Advice as a structured field.</summary>
public sealed class AdviceHeaderTests
{
    private static readonly TransferAdvice Advice = new(
        2_097_152, 103, 8_388_608, 6, LinkTier.Fast, LinkStability.Stable, 14_581_336, 1, TimeSpan.FromSeconds(1), 5);

    [Fact]
    public void Advice_is_written_as_the_protocol_page_shows_it() => Assert.Equal(
        "chunk-bytes=2097152, min-chunk-bytes=103, max-chunk-bytes=8388608, parallel=6, tier=fast, stability=stable, retry-ms=1000, "
        + "max-retries=5, goodput=14581336, success=1.0",
        AdviceHeader.Format(Advice));

    [Fact]
    public void What_is_not_known_is_left_out() =>
        Assert.EndsWith(
            "max-retries=5",
            AdviceHeader.Format(Advice with { GoodputBytesPerSecond = null, SuccessRate = null }),
            StringComparison.Ordinal);

    [Fact]
    public void A_goodput_beyond_the_numbers_of_a_field_is_written_as_the_greatest_of_them() =>
        Assert.Equal(
            BareItem.MaxInteger,
            StructuredDictionary.Parse(
                AdviceHeader.Format(Advice with { GoodputBytesPerSecond = long.MaxValue / 2 }))!["goodput"].Item?.AsInteger);
}
