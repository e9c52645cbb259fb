using SmartTransfer.Core.Options;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>An address that events are posted to. Section <c>SmartTransfer:Webhooks:NAME</c>; there may be any number of names.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where to: https, or http on this machine.</summary>
    [Setting("https URL")]
    public Uri? Url { get; init; }

    /// <summary>
    /// The secret that signs: <c>whsec_</c> and 24 to 64 random bytes in base64 (Standard Webhooks). Never shown.
    /// </summary>
    [Setting("secret")]
    public string? Secret { get; init; }

    /// <summary>
    /// Another secret that signs besides, while one takes the other's place: receivers accept either. Never shown.
    /// </summary>
    [Setting("secret")]
    public string? OtherSecret { get; init; }
}
