using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;

namespace SmartTransfer.Functions.Resumable;

/// <summary>HEAD or GET of an upload: where to go on.</summary>
/// <remarks>
/// 4.3.2: "A successful response to a HEAD or GET request against an upload resource MUST include the offset in the Upload-Offset header
/// field, MUST include the Upload-Complete header field indicating whether a final response was produced from processing the uploaded
/// representation, MUST include the representation's length in the Upload-Length header field, unless the client has not supplied the
/// representation's length ..., MUST indicate the limits in the Upload-Limit header field, and SHOULD include the Cache-Control header
/// field with the value no-store to prevent HTTP caching." The example answers 204.
/// </remarks>
internal sealed class ResumableHead(FindPosition findPosition, ResumableAnswers answers)
{
    public async Task<IResult> RunAsync(HttpRequest request, NamedUpload upload)
    {
        if (answers.VersionOf(request).Failure is { } unserved)
        {
            return answers.Problem(request, unserved);
        }

        var outcome = await findPosition.WithoutCompletingAsync(upload, request.HttpContext.RequestAborted);
        if (!outcome.TryGet(out var position, out var failure))
        {
            return answers.Problem(request, failure);
        }

        if (position.Session is { Role: UploadRole.Final, State: not UploadState.Completed })
        {
            return answers.Problem(request, FailureCatalogue.UploadConcatenating());
        }

        return answers.Position(request, StatusCodes.Status204NoContent, position, headers =>
        {
            if (position.Session.LengthBytes is { } length)
            {
                headers[ResumableProtocol.UploadLength] = length.ToString(CultureInfo.InvariantCulture);
            }
        });
    }
}
