using SmartTransfer.Azure.Clients;
using SmartTransfer.Azure.Events;
using SmartTransfer.Azure.Webhooks;
using SmartTransfer.Core.Options;

namespace SmartTransfer.Azure.Tests.Events;

public sealed class EventRulesTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly StorageOptions ByString = new() { ConnectionString = "UseDevelopmentStorage=true" };

    [Fact]
    public void Nothing_is_wrong_where_nobody_is_told_and_where_everybody_is_told_properly()
    {
        Assert.Empty(Broken(new EventsOptions()));
        Assert.Empty(EventRules.Broken(
            new EventsOptions { Queue = "smart-transfer-events", Source = "https://files.example/a" },
            Named("billing-2", "https://a.example/x?token=1", Secret, Secret),
            ByString));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Events")]
    [InlineData("a--b")]
    [InlineData("-ab")]
    public void A_name_that_no_queue_can_have_is_told(string name)
    {
        var sentence = Assert.Single(Broken(new EventsOptions { Queue = name }));
        Assert.StartsWith($"SmartTransfer:Events:Queue is '{name}'", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_that_nobody_says_where_it_is_is_told()
    {
        var byIdentity = new StorageOptions { BlobServiceUri = "https://a.blob.example", TableServiceUri = "https://a.table.example" };
        var sentence = Assert.Single(EventRules.Broken(new EventsOptions { Queue = "events" }, new WebhooksOptions(), byIdentity));
        Assert.Contains("SmartTransfer:Storage:QueueServiceUri", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Queue", "https://a.example/", Secret, null, "not the name of a webhook")]
    [InlineData("queue", "https://a.example/", Secret, null, "not the name of a webhook")]
    [InlineData("a_b", "https://a.example/", Secret, null, "not the name of a webhook")]
    [InlineData("hook", null, Secret, null, "hook:Url is not set")]
    [InlineData("hook", "http://a.example/?token=hidden", Secret, null, "hook:Url is set (its value is not shown)")]
    [InlineData("hook", "https://a.example/", null, null, "hook:Secret is not set")]
    [InlineData("hook", "https://a.example/", "hidden", null, "hook:Secret is set (its value is not shown)")]
    [InlineData("hook", "https://a.example/", Secret, "hidden", "hook:OtherSecret is set (its value is not shown)")]
    public void What_is_wrong_with_a_webhook_is_told_and_no_secret_is(string name, string? url, string? secret, string? other, string told)
    {
        var sentence = Assert.Single(EventRules.Broken(new EventsOptions(), Named(name, url, secret, other), ByString));
        Assert.Contains(told, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Broken(EventsOptions events) => EventRules.Broken(events, new WebhooksOptions(), ByString);

    private static WebhooksOptions Named(string name, string? url, string? secret, string? other) => new(
        new Dictionary<string, WebhookOptions>
        {
            [name] = new() { Url = url is null ? null : new Uri(url), Secret = secret, OtherSecret = other },
        });
}
