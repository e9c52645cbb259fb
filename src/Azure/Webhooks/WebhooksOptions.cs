namespace SmartTransfer.Azure.Webhooks;

/// <summary>All addresses that events are posted to, by the names that the settings give them.</summary>
/// <param name="ByName">Each by its name.</param>
public sealed record WebhooksOptions(IReadOnlyDictionary<string, WebhookOptions> ByName)
{
    /// <summary>No webhook.</summary>
    public WebhooksOptions()
        : this(new Dictionary<string, WebhookOptions>())
    {
    }
}
