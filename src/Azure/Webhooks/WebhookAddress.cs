using System.Net;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>To which addresses signed messages are posted: https, or http on this machine.</summary>
public static class WebhookAddress
{
    /// <summary>Says what an address must be.</summary>
    public const string Allowed = "it must be an https URL without user name and fragment (http is for 127.0.0.1, ::1 and localhost alone)";

    /// <summary>Whether messages are posted to it.</summary>
    public static bool IsUsable(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsThisMachine(address)))
        && address.UserInfo.Length == 0
        && address.Fragment.Length == 0;

    private static bool IsThisMachine(Uri address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
