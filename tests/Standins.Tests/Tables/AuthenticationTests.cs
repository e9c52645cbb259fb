using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Authentication;
using SmartTransfer.Testing.Azurite;

namespace SmartTransfer.Standins.Tests.Tables;

public sealed class AuthenticationTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private const string Date = "Fri, 16 Sep 2011 00:00:00 GMT";
    private static readonly TableSharedKeyCredential VectorKey = new("myaccount", Convert.ToBase64String("key"u8));

    private Uri Endpoint => new TableServiceClient(ConnectionString).Uri;

    // Computed with: printf "$date\n$resource" | openssl dgst -sha256 -mac HMAC -macopt key:key -binary | base64
    [Theory]
    [InlineData("Tables?$top=1", "CSYWRpRm+daoAbbZdRQw6Vs57drUtp6QrLHjXkFezXU=")]
    [InlineData("?restype=service&comp=properties", "RU5jc9UXVrH2eRVV2ijmhoZMrDdrZuhf4Cco4PIqIjE=")]
    public void A_request_is_signed_with_Shared_Key_Lite(string resource, string signature) =>
        Assert.Equal(
            "SharedKeyLite myaccount:" + signature,
            SharedKeyPolicy.Authorize(VectorKey, Date, new Uri("https://myaccount.table.core.windows.net/" + resource)));

    [Fact]
    public void An_escaped_path_is_signed_as_it_is_sent()
    {
        var credential = new TableSharedKeyCredential("devstoreaccount1", Convert.ToBase64String("key"u8));
        var address = new Uri("http://127.0.0.1:10002/devstoreaccount1/things(PartitionKey='o%27%27clock',RowKey='%C3%A9%20x')");

        var authorization = SharedKeyPolicy.Authorize(credential, Date, address);

        Assert.Equal("SharedKeyLite devstoreaccount1:XVyoIcUJuKq+d8SJkJeHTXIL4y++ixgfgTuXSS9adkQ=", authorization);
    }

    [Fact]
    public async Task The_key_opens_the_account_at_an_endpoint()
    {
        var credential = new TableSharedKeyCredential(AzuriteFixture.AccountName, AzuriteFixture.AccountKey);

        await new TableClient(Endpoint, Table.Name, credential).AddEntityAsync(new TableEntity("p", "r"));

        Assert.True((await Table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_until_the_right_one_is_set()
    {
        var credential = new TableSharedKeyCredential(AzuriteFixture.AccountName, Convert.ToBase64String(new byte[64]));
        var table = new TableClient(Endpoint, Table.Name, credential);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        credential.SetAccountKey(AzuriteFixture.AccountKey);
        await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(403, failure.Status);
    }

    [Fact]
    public async Task A_shared_access_signature_opens_the_account()
    {
        var sas = AccountSas();
        var credential = new AzureSasCredential(sas);
        TableClient[] tables =
        [
            new TableClient($"TableEndpoint={Endpoint.AbsoluteUri};SharedAccessSignature={sas}", Table.Name),
            new TableServiceClient(Endpoint, credential).GetTableClient(Table.Name),
            new TableServiceClient(new Uri($"{Endpoint}?{sas}")).GetTableClient(Table.Name),
            new TableClient(new Uri(Endpoint, Table.Name), credential),
            new TableClient(new Uri(Endpoint, $"{Table.Name}?{sas}")),
        ];

        foreach (var table in tables)
        {
            Assert.Equal(Table.Name, table.Name);
            await table.UpsertEntityAsync(new TableEntity("p", "r"));
            Assert.Single(await table.QueryAsync<TableEntity>("PartitionKey eq 'p'").ToListAsync());
            await table.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity("p", "r"))]);
        }
    }

    [Fact]
    public void A_shared_access_signature_is_not_sent_in_the_clear() =>
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.example/"), new AzureSasCredential("sig=x")));

    private static string AccountSas()
    {
        const string Version = "2019-02-02";
        const string Expiry = "2099-01-01T00:00:00Z";
        var text = $"{AzuriteFixture.AccountName}\nrwdlau\nt\nsco\n\n{Expiry}\n\nhttps,http\n{Version}\n";
        var signature = HMACSHA256.HashData(Convert.FromBase64String(AzuriteFixture.AccountKey), Encoding.UTF8.GetBytes(text));
        return $"sv={Version}&ss=t&srt=sco&sp=rwdlau&se={Uri.EscapeDataString(Expiry)}&spr=https,http"
            + $"&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
    }
}
