using SmartTransfer.Client.Http;

namespace SmartTransfer.Client.Tests.Http;

/// <summary>Rule 2.1 of docs/clients.md.</summary>
public sealed class AdviceHeaderTests
{
    [Fact]
    public void The_header_of_the_protocol_page_is_read()
    {
        var advice = AdviceHeader.Read(
            "chunk-bytes=2097152, min-chunk-bytes=103, max-chunk-bytes=8388608, parallel=6, tier=fast, stability=stable, retry-ms=1500, "
            + "max-retries=7, goodput=14581336, success=0.987");

        Assert.Equal(
            new TransferAdvice
            {
                ChunkBytes = 2097152,
                MinChunkBytes = 103,
                MaxChunkBytes = 8388608,
                Parallelism = 6,
                Tier = "fast",
                Stability = "stable",
                RetryDelay = TimeSpan.FromSeconds(1.5),
                MaxRetries = 7,
                GoodputBytesPerSecond = 14581336,
                SuccessRate = 0.987,
            },
            advice);
    }

    [Fact]
    public void Members_that_are_not_known_are_passed_over() =>
        Assert.Equal(
            10,
            AdviceHeader.Read("chunk-bytes=10;x=1, new, min-chunk-bytes=1, max-chunk-bytes=20, parallel=1, mood=\"fine\"")?.ChunkBytes);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("chunk-bytes=10")]
    [InlineData("chunk-bytes=-10, min-chunk-bytes=1, max-chunk-bytes=20, parallel=1")]
    [InlineData("chunk-bytes=0, min-chunk-bytes=1, max-chunk-bytes=20, parallel=1")]
    [InlineData("chunk-bytes=10, min-chunk-bytes=30, max-chunk-bytes=20, parallel=1")]
    [InlineData("chunk-bytes=10, min-chunk-bytes=1, max-chunk-bytes=20, parallel=0")]
    [InlineData("chunk-bytes=99999999999999999999, min-chunk-bytes=1, max-chunk-bytes=20, parallel=1")]
    public void What_cannot_be_followed_counts_as_none(string? field) => Assert.Null(AdviceHeader.Read(field));
}
