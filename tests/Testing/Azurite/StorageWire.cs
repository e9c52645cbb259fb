using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace SmartTransfer.Testing.Azurite;

/// <summary>Sits between the clients and the network: counts requests, and loses some or their answers.</summary>
public sealed class StorageWire : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<string> _requests = new();
    private Func<Request, bool>? _loseRequest;
    private Func<Request, bool>? _loseAnswer;

    /// <summary>The requests since the last <see cref="Clear"/>: verb, path and query.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public void Clear() => _requests.Clear();

    /// <summary>Loses the next request that fits, before it reaches storage.</summary>
    public void LoseRequest(Func<Request, bool> fits) => _loseRequest = fits;

    /// <summary>Loses the answer to the next request that fits, after storage has done what it asks.</summary>
    public void LoseAnswer(Func<Request, bool> fits) => _loseAnswer = fits;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        _requests.Enqueue($"{message.Request.Method} {message.Request.Uri.ToUri().PathAndQuery}");
        Strike(ref _loseRequest, message.Request);
        await ProcessNextAsync(message, pipeline);
        Strike(ref _loseAnswer, message.Request);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is called asynchronously.");

    private static void Strike(ref Func<Request, bool>? fits, Request request)
    {
        if (fits?.Invoke(request) == true)
        {
            fits = null;
            throw new RequestFailedException("Sabotage: the connection was lost.");
        }
    }
}
