using System.Net;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using SmartTransfer.Bench.Rig;
using SmartTransfer.Bench.Tus;

namespace SmartTransfer.Bench.Race;

/// <summary>What the clients race to: an Azurite, the host and @tus/server on it. All answer at any address of their network.</summary>
internal sealed class RaceServers : IDisposable
{
    public const string DirectContainer = "direct";
    public const string PeerContainer = "peer";

    private readonly AzuriteProcess _azurite;
    private readonly HostProcess _host;
    private readonly PeerProcess _peer;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private RaceServers(AzuriteProcess azurite, HostProcess host, PeerProcess peer) => (_azurite, _host, _peer) = (azurite, host, peer);

    public static async Task<RaceServers> StartAsync()
    {
        var azurite = await AzuriteProcess.StartAsync(anyAddress: true);
        HostProcess? host = null;
        PeerProcess? peer = null;
        try
        {
            host = await HostProcess.StartAsync(azurite.ConnectionString, "stream", anyAddress: true);
            peer = await PeerProcess.StartAsync(azurite.ConnectionString, anyAddress: true);
            await new BlobContainerClient(azurite.ConnectionString, DirectContainer).CreateIfNotExistsAsync();
            return new RaceServers(azurite, host, peer);
        }
        catch
        {
            peer?.Dispose();
            host?.Dispose();
            azurite.Dispose();
            throw;
        }
    }

    public Uri Host(string address) => At(_host.Address, address);

    public Uri Peer(string address) => At(_peer.Endpoint, address);

    /// <summary>The connection string of the storage account for a client that uses it directly.</summary>
    public string Storage(string address) => _azurite.ConnectionString.Replace("127.0.0.1", address, StringComparison.Ordinal);

    /// <summary>An address with which a client may do anything with the account's blobs.</summary>
    public string SignedStorage(string address)
    {
        var account = new BlobServiceClient(Storage(address));
        var rights = new AccountSasBuilder(
            AccountSasPermissions.All, DateTimeOffset.MaxValue, AccountSasServices.Blobs, AccountSasResourceTypes.All)
        {
            Protocol = SasProtocol.HttpsAndHttp,
        };
        return account.GenerateAccountSasUri(rights).ToString();
    }

    /// <summary>What the host stored; null where there is no such file.</summary>
    public async Task<string?> HostDigestAsync(string upload)
    {
        using var answer = await _http.GetAsync(new Uri(_host.Address, $"api/uploads/{upload}/content"));
        return answer.StatusCode == HttpStatusCode.OK ? await DigestAsync(await answer.Content.ReadAsStreamAsync()) : null;
    }

    /// <summary>What a blob holds; null where there is none.</summary>
    public async Task<string?> BlobDigestAsync(string container, string name)
    {
        try
        {
            await using var content = await new BlobClient(_azurite.ConnectionString, container, name).OpenReadAsync();
            return await DigestAsync(content);
        }
        catch (RequestFailedException missing) when (missing.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public static async Task<string> DigestAsync(Stream content) => Convert.ToHexString(await SHA256.HashDataAsync(content));

    public void Dispose()
    {
        _http.Dispose();
        _peer.Dispose();
        _host.Dispose();
        _azurite.Dispose();
    }

    private static Uri At(Uri local, string address) => new UriBuilder(local) { Host = address }.Uri;
}
