using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmartTransfer.Azure.Clients;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Edge;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Uploads;

/// <summary>
/// PUT /uploads/{id}/chunks/{offset}: takes one chunk in. The body is the chunk's bytes; 200 once they are verified and stored.
/// </summary>
public sealed class StageChunkFunction(FunctionEdge edge, StageChunk stageChunk, NetworkOptions options, ILogger<StageChunkFunction> log)
{
    private const string OctetStream = "application/octet-stream";

    [Function("StageChunk")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "uploads/{id}/chunks/{offset}")] HttpRequest request,
        string id,
        string offset) =>
        edge.RunAsync(request, id, async upload =>
        {
            if (!Read(request, upload.Id, offset).TryGet(out var chunk, out var unusable))
            {
                return Problem.Of(unusable);
            }

            BodySizeLimit.Lift(request);

            var outcome = await stageChunk.RunAsync(chunk, request.HttpContext.RequestAborted);
            if (!outcome.TryGet(out var receipt, out var refused))
            {
                return Problem.Of(refused);
            }

            GivenAdvice.Note(request, receipt.Advice);
            return JsonAnswer.Of(ReceiptJson.Of(receipt), ApiJson.Plain.ReceiptJson);
        }, bringsBytes: true);

    private Outcome<ChunkUpload> Read(HttpRequest request, UploadId upload, string offset)
    {
        if (!long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return FailureCatalogue.OffsetInvalid(offset);
        }

        // Clients send what their libraries put there: the file's type, or that of a form. The bytes are the chunk all the same,
        // unless they are wrapped in the parts of a form.
        if (Multipart.IsIn(request, out var type))
        {
            return FailureCatalogue.MediaTypeUnsupported(type, OctetStream);
        }

        if (TransferCoding.Check(request) is { } coded)
        {
            return coded;
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return FailureCatalogue.ContentEncodingUnsupported(encoding);
        }

        return ChunkDigest.Read(request.Headers).TryGet(out var digest, out var failure)
            ? new ChunkUpload(upload, position, request.ContentLength, digest, request.Body)
            {
                Dialect = NativeDialect.Instance,
                Streamed = request.ContentLength is null || options.BodiesStream,
                Report = TransferReportHeader.Read(request.Headers, log),
            }
            : failure;
    }
}
