using Azure.Core;
using Azure.Core.Pipeline;
using SmartTransfer.Core.Ledgers;

namespace SmartTransfer.Azure.Clients;

/// <summary>Sends a block list that is written as it goes out in the place of the library's own.</summary>
internal sealed class BlockListBodyPolicy : HttpPipelineSynchronousPolicy
{
    /// <summary>Lets the block lists that are put until it is disposed of be these.</summary>
    public static IDisposable Of(IReadOnlyList<BlockId> blocks) => HttpPipeline.CreateHttpMessagePropertiesScope(
        new Dictionary<string, object?> { [typeof(BlockListBodyPolicy).FullName!] = blocks });

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(typeof(BlockListBodyPolicy).FullName!, out var property) && property is IReadOnlyList<BlockId> blocks)
        {
            message.Request.Content = new BlockListContent(blocks);
        }
    }
}
