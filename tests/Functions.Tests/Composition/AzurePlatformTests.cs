using Microsoft.Extensions.Configuration;
using SmartTransfer.Functions.Composition;

namespace SmartTransfer.Functions.Tests.Composition;

public sealed class AzurePlatformTests
{
    [Theory]
    [InlineData("WEBSITE_INSTANCE_ID", "7e2f", true)]
    [InlineData("WEBSITE_POD_NAME", "0--abc", true)]
    [InlineData("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/token", true)]
    [InlineData("WEBSITE_INSTANCE_ID", "", false)]
    [InlineData("WEBSITE_HOSTNAME", "localhost:7071", false)]
    public void It_is_known_by_what_the_platform_alone_sets(string name, string value, bool inAzure) =>
        Assert.Equal(inAzure, AzurePlatform.Is(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build()));
}
