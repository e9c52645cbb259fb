using Microsoft.AspNetCore.Http;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// OPTIONS: what an upload may have, and a browser's preflight. 4.1.4: "the server MUST include the Upload-Limit header field with the
/// corresponding limits in the response." Accept-Patch is what interop 8 asks for.
/// </summary>
internal sealed class ResumablePreflight(CrossOrigin crossOrigin, UploadLimit limit)
{
    public IResult Answer(HttpRequest request) => new Answer(Results.NoContent(), response =>
    {
        limit.Write(response.Headers);
        response.Headers[ResumableProtocol.AcceptPatch] = ResumableProtocol.PartialUpload;
        crossOrigin.WritePreflight(request, response);
    });
}
