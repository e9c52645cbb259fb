using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Authentication;

/// <summary>
/// Signs each attempt with Shared Key Lite, the scheme that covers the date and the resource.
/// Source: https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
/// </summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue("Authorization", Authorize(credential, date, message.Request.Uri.ToUri()));
    }

    /// <summary>The Authorization header for a request that is sent at <paramref name="date"/> to <paramref name="address"/>.</summary>
    public static string Authorize(TableSharedKeyCredential credential, string date, Uri address) =>
        $"SharedKeyLite {credential.AccountName}:{credential.Sign($"{date}\n{Canonicalize(credential.AccountName, address)}")}";

    /// <summary>The canonicalized resource: the path as it is escaped in the address, and of the query only comp.</summary>
    public static string Canonicalize(string accountName, Uri address)
    {
        var comp = address.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("comp=", StringComparison.Ordinal));
        return $"/{accountName}{address.AbsolutePath}{(comp is null ? string.Empty : "?" + Uri.UnescapeDataString(comp))}";
    }
}
