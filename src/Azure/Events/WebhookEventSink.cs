using System.Globalization;
using System.Net;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Events;

/// <summary>
/// Posts events to an address, signed by Standard Webhooks. A receiver has an event when it answers 2xx; 410 says that it wants no more;
/// anything else, a redirect among it, is a failure.
/// </summary>
/// <param name="name">The webhook's name in the settings.</param>
/// <param name="address">Where to.</param>
/// <param name="signature">Signs.</param>
/// <param name="client">Posts.</param>
/// <param name="clock">Says how long a date in Retry-After lies ahead.</param>
public sealed class WebhookEventSink(string name, Uri address, WebhookSignature signature, WebhookClient client, TimeProvider clock)
    : IEventSink
{
    /// <summary>Media type of the body: a CloudEvent in structured mode (CloudEvents HTTP binding 1.0, section 3.2).</summary>
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public async Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.PostAsync(address, signature, message.Id, ContentType, message.Body, cancellationToken);
            return answer switch
            {
                { IsSuccessStatusCode: true } => SinkAnswer.Delivered,
                { StatusCode: HttpStatusCode.Gone } => new SinkAnswer(SinkOutcome.Gone, "The receiver answered 410 (Gone)."),
                _ => new SinkAnswer(SinkOutcome.Failed, Reason(answer), answer.RetryAfter(clock)),
            };
        }
        catch (HttpRequestException fault)
        {
            // Its message may hold the address, and that a token of the receiver's.
            return new SinkAnswer(SinkOutcome.Failed, $"The receiver could not be reached ({fault.HttpRequestError}).");
        }
    }

    private static string Reason(HttpResponseMessage answer) =>
        string.Create(CultureInfo.InvariantCulture, $"The receiver answered {(int)answer.StatusCode}.");
}
