using Azure.Data.Tables;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net", "https://a.table.core.windows.net/")]
    [InlineData("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;EndpointSuffix=x.example", "http://a.table.x.example/")]
    [InlineData("AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:1/a;BlobEndpoint=http://x;", "http://127.0.0.1:1/a/")]
    [InlineData("accountname=a; ACCOUNTKEY = a2V5 ;EndpointSuffix=core.windows.net", "https://a.table.core.windows.net/")]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1/")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite", "http://azurite:10002/devstoreaccount1/")]
    [InlineData("TableEndpoint=https://a.table.core.windows.net;SharedAccessSignature=sv=1&sig=a%3D", "https://a.table.core.windows.net/")]
    public void A_connection_string_names_the_endpoint(string connectionString, string endpoint) =>
        Assert.Equal(endpoint, new TableServiceClient(connectionString).Uri.AbsoluteUri);

    [Theory]
    [InlineData("AccountName=a;AccountName=b")]
    [InlineData("AccountName")]
    [InlineData("AccountName=")]
    public void A_malformed_connection_string_is_refused(string connectionString) =>
        Assert.Throws<InvalidOperationException>(() => new TableServiceClient(connectionString));

    [Theory]
    [InlineData("AccountName=a;AccountKey=a2V5")]
    [InlineData("AccountName=a;EndpointSuffix=core.windows.net")]
    [InlineData("TableEndpoint=https://a.table.core.windows.net")]
    public void A_connection_string_that_opens_no_account_is_refused(string connectionString) =>
        Assert.Throws<ArgumentException>(() => new TableServiceClient(connectionString));

    [Fact]
    public void A_table_has_its_account_and_address()
    {
        var table = new TableClient("AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net", "things");

        Assert.Equal(("a", "things"), (table.AccountName, table.Name));
        Assert.Equal("https://a.table.core.windows.net/things", table.Uri.AbsoluteUri);
    }
}
