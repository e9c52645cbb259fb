using Azure.Storage.Queues;
using SmartTransfer.Azure.Events;
using SmartTransfer.Core.Ports;
using SmartTransfer.Testing.Azurite;
using SmartTransfer.Testing.Contracts;

namespace SmartTransfer.Azure.Tests.Events;

[Collection(AzuriteCollection.Name)]
public sealed class QueueEventSinkTests(AzuriteFixture azurite) : IDisposable
{
    private readonly AzureStorage _storage = new(azurite.ConnectionString);

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task Events_are_in_the_queue_as_queue_triggers_read_them_and_the_queue_is_made()
    {
        var queue = _storage.Clients.Queue($"q{Guid.NewGuid():n}");
        var sink = new QueueEventSink(queue);
        EventMessage[] messages = [SampleEvent.Message("key-1"), SampleEvent.Message("key-2")];
        foreach (var message in messages)
        {
            Assert.Equal(SinkOutcome.Delivered, (await sink.SendAsync(message, CancellationToken.None)).Outcome);
        }

        // As base64, read by a client that decodes nothing.
        var raw = new QueueClient(azurite.ConnectionString, queue.Name);
        var received = (await raw.ReceiveMessagesAsync(10)).Value;
        Assert.Equal(
            messages.Select(message => Convert.ToBase64String(message.Body.Span)), received.Select(message => message.Body.ToString()));
        Assert.All(received, message => Assert.True(message.ExpiresOn > TimeProvider.System.GetUtcNow().AddYears(100)));
    }

    [Fact]
    public async Task The_largest_event_fits()
    {
        var sink = new QueueEventSink(_storage.Clients.Queue($"q{Guid.NewGuid():n}"));
        var largest = SampleEvent.Message("key-1") with { Body = new byte[QueueEventSink.MaxBytes] };
        Assert.Equal(SinkOutcome.Delivered, (await sink.SendAsync(largest, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task A_queue_that_does_not_answer_may_answer_later()
    {
        using var storage = new AzureStorage(
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=" + AzuriteFixture.AccountKey
            + ";BlobEndpoint=http://127.0.0.1:1/x;QueueEndpoint=http://127.0.0.1:1/x;TableEndpoint=http://127.0.0.1:1/x");
        var sink = new QueueEventSink(storage.Clients.Queue("events"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => sink.SendAsync(SampleEvent.Message("key-1"), CancellationToken.None));
    }
}
