using SmartTransfer.LocalHost.Tests.Functions;
using SmartTransfer.LocalHost.Tests.Hosting;

namespace SmartTransfer.LocalHost.Tests.Bodies;

public sealed class LengthDigitsTests
{
    [Theory]
    [InlineData("5", "200")]
    [InlineData("005", "200")]
    [InlineData("+5", "400")]
    [InlineData("-5", "400")]
    [InlineData("0x5", "400")]
    [InlineData("5.0", "400")]
    [InlineData("5 5", "400")]
    [InlineData("9223372036854775808", "400")]
    [InlineData("99999999999999999999999999999999999999", "400")]
    public async Task A_Content_Length_is_digits_and_nothing_else(string length, string status)
    {
        await using var host = await RunningHost.StartAsync<BodyFunctions>();
        using var connection = await host.ConnectAsync();
        await connection.SendAsync("PUT /api/ReadBody HTTP/1.1", "Host: x", $"Content-Length: {length}", "", "12345");
        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.HeadAsync(), StringComparison.Ordinal);
    }
}
