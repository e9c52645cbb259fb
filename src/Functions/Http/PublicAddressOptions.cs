using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Http;

/// <summary>Where clients reach the app, if that is not where the app is called. Section <c>SmartTransfer</c> itself.</summary>
public sealed class PublicAddressOptions
{
    /// <summary>
    /// The URL by which clients reach what is below the host's route prefix (<c>/api</c>), such as
    /// <c>https://files.example/transfer</c> for a gateway that leads <c>/transfer/*</c> to <c>/api/*</c>. Then Location is absolute
    /// and begins with it. Default none: Location is the path by which the app was called.
    /// </summary>
    [Setting("URL")]
    public Uri? PublicBaseUrl { get; init; }

    /// <summary>The rules that are broken, as sentences.</summary>
    internal IEnumerable<string> Broken() => PublicBaseUrl is null or { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
        ? []
        :
        [
            $"SmartTransfer:PublicBaseUrl is '{PublicBaseUrl}', which is not the address of an API; give an http or https URL without "
            + "query, fragment and user, such as https://files.example/transfer.",
        ];
}
