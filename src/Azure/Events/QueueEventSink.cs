using Azure;
using Azure.Storage.Queues;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Azure.Events;

/// <summary>
/// Puts events into a queue of the storage account, as structured CloudEvents in base64, which is what queue triggers of Functions read
/// by default. A message stays until somebody takes it out. The queue is created if it is missing.
/// </summary>
public sealed class QueueEventSink(QueueClient queue) : IEventSink
{
    /// <summary>The most bytes of an event: a message has 64 KiB, and base64 makes four of three.</summary>
    public const int MaxBytes = 48 * 1024;

    /// <summary>Names the sink.</summary>
    public const string SinkName = "queue";

    private const string Operation = "put event into queue";
    private const int Forbidden = 403;

    // The library's word for never.
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <inheritdoc/>
    public string Name => SinkName;

    /// <inheritdoc/>
    public async Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await PutAsync(message, cancellationToken);
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == "QueueNotFound")
            {
                await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                await PutAsync(message, cancellationToken);
            }

            return SinkAnswer.Delivered;
        }
        catch (RequestFailedException refused) when (refused.Status is 401 or Forbidden)
        {
            return new SinkAnswer(SinkOutcome.Failed, $"Storage refuses the service's identity or key ({refused.Status}).");
        }
        catch (Exception fault) when (StorageFaults.Translate(fault, Operation, cancellationToken) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private Task PutAsync(EventMessage message, CancellationToken cancellationToken) => queue.SendMessageAsync(
        new BinaryData(message.Body), visibilityTimeout: null, timeToLive: Forever, cancellationToken);
}
