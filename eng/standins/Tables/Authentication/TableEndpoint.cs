namespace Azure.Data.Tables.Authentication;

/// <summary>
/// What an address says: https://account.table.core.windows.net/table?sas, or http://127.0.0.1:10002/account/table?sas
/// where the host is an address or this machine.
/// </summary>
internal sealed class TableEndpoint
{
    public TableEndpoint(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var accountInPath = uri.IsLoopback || uri.HostNameType != UriHostNameType.Dns || !uri.Host.Contains('.', StringComparison.Ordinal);
        AccountName = accountInPath ? segments.FirstOrDefault() : uri.Host.Split('.')[0];
        TableName = segments.Skip(accountInPath ? 1 : 0).FirstOrDefault();
        Sas = uri.Query.Length > 1 ? uri.Query[1..] : null;
        Account = new UriBuilder(uri) { Path = accountInPath ? AccountName : string.Empty, Query = string.Empty }.Uri;
    }

    /// <summary>The account's endpoint, without table and query.</summary>
    public Uri Account { get; }

    public string? AccountName { get; }

    public string? TableName { get; }

    /// <summary>The shared access signature, without question mark.</summary>
    public string? Sas { get; }

    /// <summary>Refuses to send a shared access signature in the clear, save to this machine.</summary>
    public static void RequireHttps(Uri endpoint)
    {
        if (endpoint.Scheme != Uri.UriSchemeHttps && !endpoint.IsLoopback)
        {
            throw new ArgumentException("A shared access signature must not be sent without HTTPS.", nameof(endpoint));
        }
    }

    /// <summary>The table that a shared access signature is for; null where it does not say.</summary>
    public static string? TableOf(string? sas) => sas?.TrimStart('?')
        .Split('&')
        .Where(pair => pair.StartsWith("tn=", StringComparison.OrdinalIgnoreCase))
        .Select(pair => Uri.UnescapeDataString(pair[3..]))
        .FirstOrDefault();
}
