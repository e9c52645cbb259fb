using System.Net;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.DependencyInjection;
using SmartTransfer.Core.Events;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Tests.Hosting;
using SmartTransfer.Testing.Contracts;
using SmartTransfer.Testing.Storage;
using SmartTransfer.Testing.Time;
using SmartTransfer.Testing.Webhooks;

namespace SmartTransfer.Functions.Tests.Events;

/// <summary>Events of the app as a whole: settings, what is posted, and having delivered what was given up.</summary>
public sealed class EventFunctionTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public async Task Nobody_is_told_by_default()
    {
        await using var host = await ApiHost.StartAsync();
        await ClientUpload.SentAsync(host, [1, 2], 1);
        Assert.False(host.App.Services.GetRequiredService<EventSinks>().AreOn);
        Assert.All(host.Stored.SessionRows, session => Assert.Empty(session.Events));
    }

    [Fact]
    public async Task Each_webhook_of_the_settings_is_told_what_the_document_says()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await ApiHost.StartOnSystemTimeAsync(
            $"--SmartTransfer:Webhooks:one:Url={receiver.Address}one",
            $"--SmartTransfer:Webhooks:one:Secret={Secret}",
            $"--SmartTransfer:Webhooks:two:Url={receiver.Address}two",
            $"--SmartTransfer:Webhooks:two:Secret={Secret}",
            "--SmartTransfer:Events:Source=https://files.example");
        var upload = await ClientUpload.SentAsync(host, [1, 2, 3], 2);
        (await Reply.ToAsync(host.Client, HttpMethod.Post, $"api/uploads/{upload.Id.Value}/complete", null)).Is(HttpStatusCode.OK);
        await host.App.Services.GetRequiredService<EventDelivery>().SettleAsync(CancellationToken.None);

        Assert.Equal(4, receiver.Received.Count);
        foreach (var path in new[] { "/one", "/two" })
        {
            var events = receiver.Received
                .Where(message => message.Path == path)
                .Select(message => JsonNode.Parse(message.Body)!)
                .ToArray();
            Assert.Equal(
                ["smarttransfer.upload.started", "smarttransfer.upload.completed"], events.Select(happened => (string?)happened["type"]));
            Assert.All(events, happened => Assert.Equal("https://files.example", (string?)happened["source"]));
            Assert.All(events, AssertIsAsTheDocumentSays);
            Assert.Equal((3, 2), ((int)events[1]["data"]!["transfer"]!["bytes"]!, (int)events[1]["data"]!["transfer"]!["chunks"]!));
            Assert.All(events, happened => Assert.DoesNotContain(upload.Id.Value, happened.ToJsonString(), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_was_given_up_is_delivered_when_an_operator_asks()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await ApiHost.StartAsync(
            $"--SmartTransfer:Webhooks:hook:Url={receiver.Address}", $"--SmartTransfer:Webhooks:hook:Secret={Secret}");
        await host.Stored.SetAside.AddAsync(SampleEvent.SetAside("key-1", "hook"), CancellationToken.None);
        await host.Stored.SetAside.AddAsync(SampleEvent.SetAside("key-1", "gone"), CancellationToken.None);

        var answer = await Reply.ToAsync(host.Client, HttpMethod.Post, "api/events/retry", null);
        answer.Is(HttpStatusCode.OK);
        Assert.Equal("""{"delivered":1,"failed":1,"more":false}""", answer.Text);
        Assert.Single(receiver.Received);
        Assert.Equal("gone", Assert.Single(host.Stored.SetAsideRows).Sink);
    }

    [Fact]
    public async Task Delivering_what_was_given_up_needs_the_master_key()
    {
        await using var host = await ApiHost.StartAsync(
            "--LocalHost:Keys:Enabled=true", "--LocalHost:Keys:Function=function", "--LocalHost:Keys:Master=master");
        foreach (var (key, status) in new[] { ("function", HttpStatusCode.Unauthorized), ("master", HttpStatusCode.OK) })
        {
            (await Reply.ToAsync(host.Client, HttpMethod.Post, "api/events/retry", null, ("x-functions-key", key))).Is(status);
        }
    }

    [Fact]
    public async Task The_timer_delivers_what_another_instance_did_not()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var clock = new ManualTimeProvider();
        var stored = new InMemoryStorage(clock);
        var key = new EventEntryKey("another", new SequentialUploadIds().Next(), 1);
        await stored.Events.FileAsync(
            new EventEntry(key) { FiledAt = clock.GetUtcNow(), DueAt = clock.GetUtcNow() }, CancellationToken.None);
        var told = new SessionEvent(1, UploadEventKind.Started, clock.GetUtcNow(), key);
        await stored.Sessions.AddAsync(SampleSession.Open(key.Upload) with { Events = [told] }, CancellationToken.None);

        await using var host = await ApiHost.StartWithTimersAsync(
            stored, clock, $"--SmartTransfer:Webhooks:hook:Url={receiver.Address}", $"--SmartTransfer:Webhooks:hook:Secret={Secret}");
        await Eventually.HoldsAsync("it is delivered", () => receiver.Received.Count == 1);
        Assert.Equal(told.Id, (string?)JsonNode.Parse(receiver.Received.Single().Body)!["id"]);
    }

    private static void AssertIsAsTheDocumentSays(JsonNode happened)
    {
        var document = JsonNode.Parse(Repository.Read("src/Functions/Service/Assets/openapi.json"))!;
        var content = document["webhooks"]!["uploadEvent"]!["post"]!["requestBody"]!["content"]!;
        var text = content["application/cloudevents+json"]!["schema"]!.DeepClone();

        // What it refers to lies in the document.
        text["components"] = document["components"]!.DeepClone();
        var schema = JsonSchema.FromText(text.ToJsonString());
        var result = schema.Evaluate(happened, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, happened.ToJsonString());
    }
}
