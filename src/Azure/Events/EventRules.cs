using System.Text.RegularExpressions;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Azure.Events;

/// <summary>
/// What the settings of events must be. Names of queues:
/// learn.microsoft.com/rest/api/storageservices/naming-queues-and-metadata.
/// </summary>
public static partial class EventRules
{
    private const string Events = "SmartTransfer:Events:";
    private const string Webhooks = "SmartTransfer:Webhooks:";

    /// <summary>The rules that are broken, as sentences that name the setting, its value (save secrets) and what is allowed.</summary>
    public static IEnumerable<string> Broken(EventsOptions events, WebhooksOptions webhooks, StorageOptions storage) =>
        [.. BrokenEvents(events, storage), .. webhooks.ByName.SelectMany(webhook => BrokenWebhook(webhook.Key, webhook.Value))];

    private static IEnumerable<string> BrokenEvents(EventsOptions events, StorageOptions storage)
    {
        if (events.Queue.Length > 0 && !QueueName().IsMatch(events.Queue))
        {
            yield return $"{Events}{nameof(EventsOptions.Queue)} is '{events.Queue}'; a queue's name is 3 to 63 characters of a-z, 0-9 "
                + "and single hyphens, with a letter or digit at both ends.";
        }

        if (events.Queue.Length > 0
            && string.IsNullOrWhiteSpace(storage.ConnectionString)
            && string.IsNullOrWhiteSpace(storage.QueueServiceUri))
        {
            yield return $"{Events}{nameof(EventsOptions.Queue)} is '{events.Queue}', but SmartTransfer:Storage:QueueServiceUri does not "
                + "say where it is; give the address of the Queue service, such as https://account.queue.core.windows.net.";
        }

        if (events.Source.Length == 0 || !Uri.TryCreate(events.Source, UriKind.RelativeOrAbsolute, out _))
        {
            yield return $"{Events}{nameof(EventsOptions.Source)} is '{events.Source}', which is not a URI or a path; give one, such as "
                + "/smart-transfer or https://files.example.";
        }
    }

    private static IEnumerable<string> BrokenWebhook(string name, WebhookOptions webhook)
    {
        if (!WebhookName().IsMatch(name) || name == QueueEventSink.SinkName)
        {
            yield return $"{Webhooks}{name} is not the name of a webhook: give 1 to 32 characters of a-z, 0-9 and hyphens, and not "
                + $"'{QueueEventSink.SinkName}', which names the queue.";
        }

        if (webhook.Url is null || !WebhookAddress.IsUsable(webhook.Url))
        {
            // An address may hold a token of the receiver's.
            var state = webhook.Url is null ? "not set" : "set (its value is not shown)";
            yield return $"{Webhooks}{name}:{nameof(WebhookOptions.Url)} is {state}; {WebhookAddress.Allowed}.";
        }

        if (!WebhookSignature.TryCreate(webhook.Secret, null, out _))
        {
            yield return BrokenSecret(name, nameof(WebhookOptions.Secret), webhook.Secret);
        }

        if (!string.IsNullOrEmpty(webhook.OtherSecret) && !WebhookSignature.TryCreate(webhook.OtherSecret, null, out _))
        {
            yield return BrokenSecret(name, nameof(WebhookOptions.OtherSecret), webhook.OtherSecret);
        }
    }

    private static string BrokenSecret(string name, string setting, string? value)
    {
        var state = string.IsNullOrEmpty(value) ? "not set" : "set (its value is not shown), but is no secret";
        return $"{Webhooks}{name}:{setting} is {state}; give {WebhookSignature.SecretPrefix} and {WebhookSignature.MinKeyBytes} to "
            + $"{WebhookSignature.MaxKeyBytes} random bytes in base64, as echo \"whsec_$(openssl rand -base64 32)\" makes it.";
    }

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QueueName();

    [GeneratedRegex(@"\A[a-z0-9-]{1,32}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WebhookName();
}
