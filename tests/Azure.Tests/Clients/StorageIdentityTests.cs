using Azure.Identity;
using SmartTransfer.Azure.Clients;

namespace SmartTransfer.Azure.Tests.Clients;

public sealed class StorageIdentityTests
{
    [Theory]
    [InlineData("6e0b7b1c-3f0a-4a3f-9a3e-0f4a1f1d2c3b", false)]
    [InlineData("6e0b7b1c-3f0a-4a3f-9a3e-0f4a1f1d2c3b", true)]
    [InlineData(null, true)]
    public void In_Azure_or_where_one_is_named_it_is_the_managed_identity_alone(string? clientId, bool inAzure) =>
        Assert.IsType<ManagedIdentityCredential>(StorageIdentity.Create(clientId, inAzure));

    [Fact]
    public void Elsewhere_it_is_whoever_is_signed_in() =>
        Assert.IsType<DefaultAzureCredential>(StorageIdentity.Create(null, inAzure: false));

    [Fact]
    public void Clients_by_identity_name_the_container_and_the_tables()
    {
        var options = new StorageOptions
        {
            BlobServiceUri = "https://account.blob.core.windows.net",
            TableServiceUri = "https://account.table.core.windows.net",
            TablePrefix = "dev",
        };
        using var clients = new StorageClients(options, inAzure: true);
        Assert.Equal("https://account.blob.core.windows.net/uploads", clients.Container.Uri.ToString());
        Assert.Equal(("devuploads", "devexpiries", "devnetworks"), (clients.Uploads.Name, clients.Expiries.Name, clients.Networks.Name));
    }
}
