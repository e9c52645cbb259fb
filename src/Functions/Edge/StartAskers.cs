using Microsoft.AspNetCore.Http;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Headers;

namespace SmartTransfer.Functions.Edge;

/// <summary>Tells who wants to start an upload, for the application that is asked before it starts.</summary>
public sealed class StartAskers(HooksOptions options, ClientIdentity identity)
{
    private static readonly Dictionary<string, string> NoClaims = [];

    /// <summary>Who sent a request that was let in; nobody where nobody is asked.</summary>
    internal StartAsker Of(HttpRequest request, Dialect dialect)
    {
        if (options.BeforeStart is null)
        {
            return StartAsker.Unknown;
        }

        var caller = Caller.Of(request);
        return new StartAsker(
            dialect.Name, caller.Owner, caller.Subject, ClaimsOf(caller), identity.KeyOfAddress(request));
    }

    private Dictionary<string, string> ClaimsOf(Caller caller)
    {
        if (caller.Token is not { } token || options.ClaimNames.Count == 0)
        {
            return NoClaims;
        }

        // What is a list in the token comes as several claims of one name.
        return token.Claims.Where(claim => options.ClaimNames.Contains(claim.Type, StringComparer.Ordinal))
            .GroupBy(claim => claim.Type, StringComparer.Ordinal)
            .ToDictionary(claims => claims.Key, claims => string.Join(' ', claims.Select(claim => claim.Value)));
    }
}
