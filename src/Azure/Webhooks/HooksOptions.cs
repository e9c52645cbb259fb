using SmartTransfer.Core.Options;

namespace SmartTransfer.Azure.Webhooks;

/// <summary>Who is asked before an upload starts. Section <c>SmartTransfer:Hooks</c>. Off by default.</summary>
public sealed class HooksOptions
{
    private const string Section = "SmartTransfer:Hooks:";

    /// <summary>Where every start is asked about: https, or http on this machine. Default none: nobody is asked.</summary>
    [Setting("https URL")]
    public Uri? BeforeStart { get; init; }

    /// <summary>
    /// The secret that signs what is sent: <c>whsec_</c> and 24 to 64 random bytes in base64 (Standard Webhooks). Never shown.
    /// </summary>
    [Setting("secret")]
    public string? Secret { get; init; }

    /// <summary>Another secret that signs besides, while one takes the other's place. Never shown.</summary>
    [Setting("secret")]
    public string? OtherSecret { get; init; }

    /// <summary>Claims of a token that are told, by their names, separated by commas. Default none: only the subject.</summary>
    [Setting("claims")]
    public string Claims { get; init; } = string.Empty;

    /// <summary>How long one request may take, answer included; it is tried once more. Default 5 s.</summary>
    [Setting("hh:mm:ss", "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether an upload starts as its client asked where there is no usable answer. Default false: it is refused, to be tried again.
    /// </summary>
    [Setting("true or false")]
    public bool OpenWhenUnavailable { get; init; }

    /// <summary>The claims one by one.</summary>
    public IReadOnlyList<string> ClaimNames =>
        Claims.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The rules that are broken, as sentences.</summary>
    public IEnumerable<string> Broken()
    {
        if (BeforeStart is null)
        {
            if (Secret is { Length: > 0 } || OpenWhenUnavailable)
            {
                yield return $"{Section}{(OpenWhenUnavailable ? nameof(OpenWhenUnavailable) : nameof(Secret))} is set, but nobody is asked "
                    + $"before a start; set {Section}{nameof(BeforeStart)} too.";
            }

            yield break;
        }

        if (!WebhookAddress.IsUsable(BeforeStart))
        {
            yield return $"{Section}{nameof(BeforeStart)} is set (its value is not shown); {WebhookAddress.Allowed}.";
        }

        if (!WebhookSignature.TryCreate(Secret, OtherSecret, out _))
        {
            yield return $"{Section}{nameof(Secret)} or {nameof(OtherSecret)} (their values are not shown) is not a secret that signs; "
                + $"give {WebhookSignature.SecretPrefix} and {WebhookSignature.MinKeyBytes} to {WebhookSignature.MaxKeyBytes} random "
                + "bytes in base64.";
        }
    }
}
