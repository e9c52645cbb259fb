using SmartTransfer.Azure.Clients;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Azure.Tests.Clients;

public sealed class StorageOptionsTests
{
    private const string Blobs = "https://account.blob.core.windows.net";
    private const string Tables = "https://account.table.core.windows.net";
    private const string Key = AzuriteFixture.AccountKey;
    private const string ByKey = $"DefaultEndpointsProtocol=https;AccountName=account;AccountKey={Key};EndpointSuffix=core.windows.net";

    public static TheoryData<StorageOptions> Usable =>
    [
        new StorageOptions { ConnectionString = ByKey },
        new StorageOptions { ConnectionString = "UseDevelopmentStorage=true" },
        new StorageOptions { ConnectionString = ByKey, ContainerName = "a-1", TablePrefix = "A1b2" },
        new StorageOptions { BlobServiceUri = Blobs, TableServiceUri = Tables },
        new StorageOptions
        {
            BlobServiceUri = Blobs + "/",
            TableServiceUri = Tables + "/",
            ManagedIdentityClientId = "6e0b7b1c-3f0a-4a3f-9a3e-0f4a1f1d2c3b",
        },
    ];

    public static TheoryData<StorageOptions, string> Broken => new()
    {
        { new StorageOptions(), "No storage account is configured; give either SmartTransfer:Storage:ConnectionString or both "
            + "SmartTransfer:Storage:BlobServiceUri and SmartTransfer:Storage:TableServiceUri." },
        { new StorageOptions { ConnectionString = "  " }, "No storage account is configured; give either "
            + "SmartTransfer:Storage:ConnectionString or both SmartTransfer:Storage:BlobServiceUri and "
            + "SmartTransfer:Storage:TableServiceUri." },
        { new StorageOptions
        {
            ConnectionString = ByKey,
            BlobServiceUri = Blobs,
            TableServiceUri = Tables,
        }, "SmartTransfer:Storage:ConnectionString is set and so is SmartTransfer:Storage:BlobServiceUri; give either "
            + "SmartTransfer:Storage:ConnectionString or both SmartTransfer:Storage:BlobServiceUri and "
            + "SmartTransfer:Storage:TableServiceUri." },
        { new StorageOptions { BlobServiceUri = Blobs }, "SmartTransfer:Storage:BlobServiceUri is set and "
            + "SmartTransfer:Storage:TableServiceUri is not; give either SmartTransfer:Storage:ConnectionString or both "
            + "SmartTransfer:Storage:BlobServiceUri and SmartTransfer:Storage:TableServiceUri." },
        { new StorageOptions { TableServiceUri = Tables }, "SmartTransfer:Storage:TableServiceUri is set and "
            + "SmartTransfer:Storage:BlobServiceUri is not; give either SmartTransfer:Storage:ConnectionString or both "
            + "SmartTransfer:Storage:BlobServiceUri and SmartTransfer:Storage:TableServiceUri." },
        { new StorageOptions { ConnectionString = "nonsense" }, "SmartTransfer:Storage:ConnectionString is set (its value is not "
            + "shown), but is not the connection string of a storage account with a Blob and a Table service." },
        { new StorageOptions { ConnectionString = "AccountName=account;AccountKey=not-base64!;EndpointSuffix=core.windows.net" },
            "SmartTransfer:Storage:ConnectionString is set (its value is not shown), but is not the connection string of a storage "
            + "account with a Blob and a Table service." },
        { new StorageOptions
        {
            BlobServiceUri = "account",
            TableServiceUri = Tables,
        }, "SmartTransfer:Storage:BlobServiceUri is set (its value is not shown), but is not an https URL such as "
            + "https://account.blob.core.windows.net." },
        { new StorageOptions
        {
            BlobServiceUri = Blobs,
            TableServiceUri = "http://account.table.core.windows.net",
        }, "SmartTransfer:Storage:TableServiceUri is set (its value is not shown), but is not an https URL such as "
            + "https://account.table.core.windows.net." },
        { new StorageOptions
        {
            BlobServiceUri = Blobs + "/?sv=2020&sig=secret",
            TableServiceUri = Tables,
        }, "SmartTransfer:Storage:BlobServiceUri is https://account.blob.core.windows.net/ followed by more than a path (not shown). "
            + "With this setting access is by identity; put a shared access signature into SmartTransfer:Storage:ConnectionString "
            + "instead." },
        { new StorageOptions
        {
            BlobServiceUri = Blobs,
            TableServiceUri = Tables,
            ManagedIdentityClientId = "me",
        }, "SmartTransfer:Storage:ManagedIdentityClientId is 'me', which is not a GUID; give the client id of the identity." },
        { new StorageOptions
        {
            ConnectionString = ByKey,
            ManagedIdentityClientId = "6e0b7b1c-3f0a-4a3f-9a3e-0f4a1f1d2c3b",
        }, "SmartTransfer:Storage:ManagedIdentityClientId is set, but SmartTransfer:Storage:ConnectionString gives access without an "
            + "identity; remove one of the two." },
        { new StorageOptions
        {
            ConnectionString = ByKey,
            ContainerName = "Uploads",
        }, "SmartTransfer:Storage:ContainerName is 'Uploads'; a container's name is 3 to 63 characters of a-z, 0-9 and single "
            + "hyphens, with a letter or digit at both ends." },
        { new StorageOptions
        {
            ConnectionString = ByKey,
            TablePrefix = "1a",
        }, "SmartTransfer:Storage:TablePrefix is '1a'; it must be empty, or a letter followed by up to 54 letters and digits (A-Z, "
            + "a-z, 0-9)." },
    };

    [Theory]
    [MemberData(nameof(Usable))]
    public void Usable_options_break_no_rule(StorageOptions options)
    {
        Assert.Empty(options.Broken());
        using var clients = new StorageClients(options);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_said_in_a_sentence_that_names_the_setting(StorageOptions options, string sentence)
    {
        Assert.Equal([sentence], options.Broken());
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-ab")]
    [InlineData("ab-")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("$root")]
    [InlineData("uploads\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Container_names_that_Azure_refuses_are_refused(string name) =>
        Assert.Single(new StorageOptions { ConnectionString = ByKey, ContainerName = name }.Broken());

    [Fact]
    public void The_longest_prefix_makes_the_longest_table_name()
    {
        Assert.Empty(new StorageOptions { ConnectionString = ByKey, TablePrefix = new string('a', 63 - "expiries".Length) }.Broken());
        Assert.Single(new StorageOptions { ConnectionString = ByKey, TablePrefix = new string('a', 64 - "expiries".Length) }.Broken());
    }

    [Theory]
    [InlineData($"AccountName=account;AccountKey={Key}x;")]
    [InlineData($"AccountKey={Key}")]
    [InlineData($"BlobEndpoint=not a url;AccountKey={Key}")]
    [InlineData($"BlobEndpoint=https://account.blob.core.windows.net;SharedAccessSignature={Key}")]
    public void No_sentence_shows_a_secret_wherever_it_was_put(string text)
    {
        string[] sentences =
        [
            .. new StorageOptions { ConnectionString = text }.Broken(),
            .. new StorageOptions { BlobServiceUri = text, TableServiceUri = Blobs + "/?sig=" + Key }.Broken(),
            .. new StorageOptions
            {
                BlobServiceUri = "https://user:" + Uri.EscapeDataString(Key) + "@host",
                TableServiceUri = Tables,
            }.Broken(),
        ];
        Assert.True(sentences.Length >= 4);
        Assert.All(sentences, sentence =>
        {
            Assert.DoesNotContain(Key[..10], sentence, StringComparison.Ordinal);
            Assert.DoesNotContain(Uri.EscapeDataString(Key)[..10], sentence, StringComparison.Ordinal);
        });
    }
}
