using Azure.Core;
using Azure.Core.Pipeline;
using SmartTransfer.Core.Integrity;

namespace SmartTransfer.Azure.Clients;

/// <summary>
/// Sends the CRC-64/NVME of a block's bytes, so that storage refuses other bytes: with Put Block
/// (x-ms-content-crc64, learn.microsoft.com/rest/api/storageservices/put-block) and with Put Block From URL
/// (x-ms-source-content-crc64, .../put-block-from-url). The client library would frame the body of Put Block as a structured
/// message, which storage emulators do not take, and has no option for the other.
/// </summary>
internal sealed class ChecksumPolicy : HttpPipelineSynchronousPolicy
{
    private const string OfBody = "x-ms-content-crc64";
    private const string OfSource = "x-ms-source-content-crc64";

    /// <summary>Lets the requests that are made until it is disposed of carry the CRC of their body.</summary>
    public static IDisposable ForBody(ulong crc) => Send(OfBody, crc);

    /// <summary>Lets the requests that are made until it is disposed of carry the CRC of what storage is to copy.</summary>
    public static IDisposable ForSource(ulong crc) => Send(OfSource, crc);

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.TryGetProperty(typeof(ChecksumPolicy).FullName!, out var property) && property is (string header, string checksum))
        {
            message.Request.Headers.SetValue(header, checksum);
        }
    }

    private static IDisposable Send(string header, ulong crc)
    {
        Span<byte> checksum = stackalloc byte[Crc64Nvme.SizeBytes];
        Crc64Nvme.WriteLittleEndian(crc, checksum);
        return HttpPipeline.CreateHttpMessagePropertiesScope(new Dictionary<string, object?>
        {
            [typeof(ChecksumPolicy).FullName!] = (header, Convert.ToBase64String(checksum)),
        });
    }
}
