using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// Makes a fault of every answer whose status says that trying again may help, by status and headers alone. The libraries would
/// read its body first, and where that is not what its Content-Type promises (proxies and overloaded front ends send such) throw
/// what the reader throws, in which neither the status nor Retry-After is left.
/// </summary>
internal sealed class TransientAnswerPolicy : HttpPipelineSynchronousPolicy
{
    public override void OnReceivedResponse(HttpMessage message)
    {
        var answer = message.Response;
        if (StorageFaults.IsTransient(answer.Status))
        {
            answer.ContentStream?.Dispose();
            answer.ContentStream = null;
            throw new RequestFailedException(answer, null, new CodeOfHeader());
        }
    }

    /// <summary>Finds the error's code where the services tell it beside the body.</summary>
    private sealed class CodeOfHeader : RequestFailedDetailsParser
    {
        public override bool TryParse(
            Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
        {
            (error, data) = (response.Headers.TryGetValue("x-ms-error-code", out var code) ? new ResponseError(code, null) : null, null);
            return error is not null;
        }
    }
}
