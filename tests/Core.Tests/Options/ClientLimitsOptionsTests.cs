using SmartTransfer.Core.Options;

namespace SmartTransfer.Core.Tests.Options;

public sealed class ClientLimitsOptionsTests
{
    private static readonly NetworkOptions Keyed = new() { ClientKeySecret = new string('x', 32) };

    [Fact]
    public void Nothing_is_limited_by_default()
    {
        Assert.False(new ClientLimitsOptions().IsOn);
        Assert.Empty(Broken(new ClientLimitsOptions(), new NetworkOptions()));
    }

    [Fact]
    public void A_limit_needs_the_key_by_which_all_instances_know_a_client() =>
        Assert.Contains(
            "ClientKeySecret",
            Assert.Single(Broken(new ClientLimitsOptions { MaxOpenSessions = 1 }, new NetworkOptions())),
            StringComparison.Ordinal);

    [Fact]
    public void A_day_holds_the_largest_chunk() =>
        Assert.Contains(
            "MaxBytesPerDay", Assert.Single(Broken(new ClientLimitsOptions { MaxBytesPerDay = 1000 }, Keyed)), StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:07", 1)]
    [InlineData("00:00:01.5", 0)]
    [InlineData("00:01:00", 0)]
    public void Windows_divide_a_day(string window, int broken) =>
        Assert.Equal(
            broken,
            Broken(new ClientLimitsOptions { MaxRequestsPerSecond = 1, RequestWindow = TimeSpan.Parse(window, null) }, Keyed).Count);

    private static List<string> Broken(ClientLimitsOptions options, NetworkOptions network) =>
        [.. options.Broken(new LimitOptions(), network)];
}
