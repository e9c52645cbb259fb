namespace Azure.Data.Tables.Authentication;

/// <summary>
/// A parsed connection string: UseDevelopmentStorage=true; or AccountName and AccountKey with TableEndpoint or
/// EndpointSuffix; or TableEndpoint with SharedAccessSignature.
/// Source: https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
/// </summary>
internal sealed class TableConnectionString
{
    private const string DevelopmentAccount = "devstoreaccount1";

    // The emulator's published key: no secret.
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const int DevelopmentPort = 10002;

    private TableConnectionString(Uri endpoint, TableSharedKeyCredential? key, string? sas)
    {
        Endpoint = endpoint;
        Key = key;
        Sas = sas;
    }

    public Uri Endpoint { get; }

    /// <summary>The account's key; null if access is by <see cref="Sas"/>.</summary>
    public TableSharedKeyCredential? Key { get; }

    public string? Sas { get; }

    /// <summary>
    /// Malformed text is an <see cref="InvalidOperationException"/>, settings that do not name an account are an
    /// <see cref="ArgumentException"/>.
    /// </summary>
    public static TableConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = Split(connectionString);
        if (settings.GetValueOrDefault("UseDevelopmentStorage") == "true")
        {
            return Development(settings.GetValueOrDefault("DevelopmentStorageProxyUri"));
        }

        var endpoint = settings.GetValueOrDefault("TableEndpoint");
        var suffix = settings.GetValueOrDefault("EndpointSuffix");
        var name = settings.GetValueOrDefault("AccountName");
        var key = settings.GetValueOrDefault("AccountKey");
        var sas = settings.GetValueOrDefault("SharedAccessSignature");
        if (name is not null && key is not null && (endpoint ?? suffix) is not null)
        {
            var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
            var address = endpoint ?? $"{protocol}://{name}.table.{suffix}";
            return new TableConnectionString(new Uri(address), new TableSharedKeyCredential(name, key), sas: null);
        }

        return endpoint is not null && sas is not null && Uri.IsWellFormedUriString(endpoint, UriKind.Absolute)
            ? new TableConnectionString(new Uri(endpoint), key: null, sas)
            : throw new ArgumentException("No valid combination of account information found.", nameof(connectionString));
    }

    private static TableConnectionString Development(string? proxy)
    {
        var host = proxy is null ? new Uri("http://127.0.0.1") : new Uri(proxy);
        var endpoint = new UriBuilder(host.Scheme, host.Host, DevelopmentPort, DevelopmentAccount).Uri;
        return new TableConnectionString(endpoint, new TableSharedKeyCredential(DevelopmentAccount, DevelopmentKey), sas: null);
    }

    private static Dictionary<string, string> Split(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var segment in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = segment.Split('=', 2);
            var keyword = parts[0].Trim();
            if (keyword.Length == 0 || parts.Length < 2 || parts[1].Trim().Length == 0)
            {
                throw new InvalidOperationException($"The connection string has no value for the keyword '{keyword}'.");
            }

            if (!settings.TryAdd(keyword, parts[1].Trim()))
            {
                throw new InvalidOperationException($"The connection string names the keyword '{keyword}' twice.");
            }
        }

        return settings;
    }
}
