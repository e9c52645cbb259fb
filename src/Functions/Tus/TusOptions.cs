using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Tus.Checksums;

namespace SmartTransfer.Functions.Tus;

/// <summary>OPTIONS: what this server can do, and a browser's preflight.</summary>
/// <remarks>
/// Core protocol, OPTIONS: "A successful response indicated by the 204 No Content or 200 OK status MUST contain the Tus-Version header.
/// It MAY include the Tus-Extension and Tus-Max-Size headers. The Client SHOULD NOT include the Tus-Resumable header in the request and
/// the Server MUST ignore the header."
/// Checksum: "The Tus-Checksum-Algorithm header MUST be included in the response to an OPTIONS request."
/// </remarks>
internal sealed class TusOptions(LimitOptions limits, HostAbilities host, CrossOrigin crossOrigin) : ITusVerb
{
    public string Method => HttpMethods.Options;

    public bool? OnUpload => null;

    public Task<IResult> RunAsync(HttpRequest request, NamedUpload upload) => Task.FromResult<IResult>(new Answer(Results.NoContent(), response =>
    {
        response.Headers[TusProtocol.TusVersion] = TusProtocol.Version;
        response.Headers[TusProtocol.TusExtension] = TusProtocol.ExtensionsOf(host.HandsTrailersOn);
        response.Headers[TusProtocol.TusMaxSize] = limits.MaxFileBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers[TusProtocol.TusChecksumAlgorithm] = ChecksumAlgorithms.Names;
        crossOrigin.WritePreflight(request, response);
    }));
}
