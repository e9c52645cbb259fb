using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Testing.Webhooks;

namespace SmartTransfer.Storm.Events;

/// <summary>The receiver of the storm's events: is never killed, but fails and is slow at times, and notes what came.</summary>
internal sealed class EventReceiver : IAsyncDisposable
{
    private const string Id = "webhook-id";
    private const int KeyBytes = 32;

    private readonly Lock _lock = new();
    private readonly List<Delivery> _deliveries = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(KeyBytes);
    private readonly WebhookReceiver _receiver;
    private readonly ReceiverWeather _weather;

    private EventReceiver(WebhookReceiver receiver, ReceiverWeather weather)
    {
        (_receiver, _weather) = (receiver, weather);
        receiver.Answer = TakeAsync;
    }

    /// <summary>The settings of an instance that has it as a webhook.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("SmartTransfer__Webhooks__storm__Url", new Uri(_receiver.Address, "events").AbsoluteUri),
        new("SmartTransfer__Webhooks__storm__Secret", $"whsec_{Convert.ToBase64String(_key)}"),
    ];

    /// <summary>What came, in the order in which it came.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (_lock)
            {
                return [.. _deliveries];
            }
        }
    }

    /// <summary>Starts it.</summary>
    public static async Task<EventReceiver> StartAsync(ReceiverWeather weather) => new(await WebhookReceiver.StartAsync(), weather);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var mood = Note(context.Request.Headers, body.ToArray());
        await Task.Delay(mood.Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (mood.LosesAnswer)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = mood.Status;
        if (mood.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>What it does with the delivery is decided as it comes: from then on it has the event, or has not.</summary>
    private ReceiverMood Note(IHeaderDictionary headers, byte[] body)
    {
        var id = headers[Id].ToString();
        var told = JsonNode.Parse(body)!.AsObject();
        var isGenuine = headers["webhook-signature"] == SignatureOf($"{id}.{headers["webhook-timestamp"]}.", body);
        lock (_lock)
        {
            var mood = _weather.Next();
            _deliveries.Add(new Delivery(id, told, isGenuine, mood));
            return mood;
        }
    }

    private string SignatureOf(string head, byte[] body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, (byte[])[.. Encoding.UTF8.GetBytes(head), .. body]))}";
}
