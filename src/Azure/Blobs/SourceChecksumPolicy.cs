using Azure.Core;
using Azure.Core.Pipeline;

namespace SmartTransfer.Azure;

/// <summary>
/// Sends the CRC of what is to be copied with Put Block From URL, so that storage refuses other bytes
/// (x-ms-source-content-crc64, learn.microsoft.com/rest/api/storageservices/put-block-from-url). The client library has no
/// option for it.
/// </summary>
internal sealed class SourceChecksumPolicy : HttpPipelineSynchronousPolicy
{
    private const string Property = "SmartTransfer.SourceChecksum";
    private const string Header = "x-ms-source-content-crc64";

    /// <summary>Lets the requests that are made until it is disposed of carry a checksum: eight bytes, the lowest first.</summary>
    public static IDisposable Send(byte[] checksum) =>
        HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?> { [Property] = Convert.ToBase64String(checksum) });

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(Property, out var checksum) && checksum is string text)
        {
            message.Request.Headers.SetValue(Header, text);
        }
    }
}
