using Azure.Core;
using Azure.Core.Pipeline;

namespace SmartTransfer.Azure.Clients;

/// <summary>Takes the answer to Get Block List in as it arrives, and shows the library an empty list in its place.</summary>
internal sealed class BlockListAnswerPolicy : HttpPipelinePolicy
{
    private const int Ok = 200;

    private static readonly byte[] Empty = "<BlockList/>"u8.ToArray();

    /// <summary>Lets the block lists that are asked for until it is disposed of go into <paramref name="list"/>.</summary>
    public static IDisposable Into(ReceivedBlockList list) =>
        HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [typeof(BlockListAnswerPolicy).FullName!] = list });

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!message.TryGetProperty(typeof(BlockListAnswerPolicy).FullName!, out var property) || property is not ReceivedBlockList list)
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        message.BufferResponse = false;
        await ProcessNextAsync(message, pipeline);
        if (message.Response.ContentStream is not { } answer)
        {
            return;
        }

        Stream shown;
        await using (answer)
        {
            if (message.Response.Status == Ok)
            {
                await list.ReadAsync(answer);
                shown = new MemoryStream(Empty, writable: false);
            }
            else
            {
                // The library reads what an error says, and may read it twice.
                shown = new MemoryStream();
                await answer.CopyToAsync(shown, message.CancellationToken);
                shown.Position = 0;
            }
        }

        message.Response.ContentStream = shown;
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
}
