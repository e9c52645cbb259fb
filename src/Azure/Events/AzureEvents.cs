using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Events;

/// <summary>Who is told of events, as the settings say.</summary>
public static class AzureEvents
{
    /// <summary>Makes the sinks; asks nobody anything.</summary>
    /// <param name="clients">The storage account with the queue and the files.</param>
    /// <param name="events">Options that break no rule (<see cref="EventRules"/>).</param>
    /// <param name="webhooks">The same.</param>
    /// <param name="client">Posts to webhooks.</param>
    /// <param name="clock">The clock.</param>
    public static EventPorts Of(
        StorageClients clients, EventsOptions events, WebhooksOptions webhooks, WebhookClient client, TimeProvider clock)
    {
        var sinks = new List<IEventSink>();
        if (events.Queue.Length > 0)
        {
            sinks.Add(new QueueEventSink(clients.Queue(events.Queue)));
        }

        foreach (var (name, webhook) in webhooks.ByName.OrderBy(webhook => webhook.Key, StringComparer.Ordinal))
        {
            if (webhook.Url is null || !WebhookSignature.TryCreate(webhook.Secret, webhook.OtherSecret, out var signature))
            {
                throw new ArgumentException($"Webhook {name} should have been refused.", nameof(webhooks));
            }

            sinks.Add(new WebhookEventSink(name, webhook.Url, signature, client, clock));
        }

        return new EventPorts(
            sinks,
            new CloudEventWriter(
                new Uri(events.Source, UriKind.RelativeOrAbsolute),
                session => WithoutQuery(clients.Container.GetBlobClient(session.BlobName.Value).Uri)));
    }

    // It may be a shared access signature.
    private static Uri WithoutQuery(Uri address) => new UriBuilder(address) { Query = string.Empty }.Uri;
}
