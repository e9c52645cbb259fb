using Microsoft.IdentityModel.Protocols;

namespace SmartTransfer.Functions.Authorization;

/// <summary>
/// How the issuer's documents are fetched: over https unless it is on this machine, without redirects, bounded in time and
/// size.
/// </summary>
internal static class IssuerDocuments
{
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    public static IDocumentRetriever Retriever(AuthorizationOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = WaitTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var client = new HttpClient(handler) { Timeout = WaitTimeout, MaxResponseContentBufferSize = MaxBytes };

        // Metadata on this machine may name keys on this machine; any other must name an https address for them.
        var local = options.IsOn && AuthorizationOptions.IsLocal(new Uri(options.Metadata));
        return new HttpDocumentRetriever(client) { RequireHttps = !local };
    }
}
