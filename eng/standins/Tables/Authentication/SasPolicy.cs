using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Authentication;

/// <summary>Appends the shared access signature to the query of each attempt.</summary>
internal sealed class SasPolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    private const string QueryProperty = "Azure.Data.Tables.UnsignedQuery";

    public override void OnSendingRequest(HttpMessage message)
    {
        // A retry may need another signature than the attempt before it, so the query is signed as it was at first.
        if (!message.TryGetProperty(QueryProperty, out var unsigned))
        {
            unsigned = message.Request.Uri.Query;
            message.SetProperty(QueryProperty, unsigned);
        }

        var signature = credential.Signature.TrimStart('?');
        message.Request.Uri.Query = unsigned is string { Length: > 1 } query ? $"{query}&{signature}" : "?" + signature;
    }
}
