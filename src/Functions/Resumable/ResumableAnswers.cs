using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Integrity;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;
using SmartTransfer.Functions.Json;

namespace SmartTransfer.Functions.Resumable;

/// <summary>The answers of the protocol: where an upload stands, its final answer, and failures.</summary>
internal sealed class ResumableAnswers(UploadLimit limit, ResumableOptions options)
{
    private const string Yes = "?1";
    private const string No = "?0";

    private readonly IReadOnlyList<InteropVersion> _served = options.Served();

    /// <summary>The version of the draft that a request is answered by; a failure where it names one that is not served.</summary>
    public Outcome<InteropVersion> VersionOf(HttpRequest request) => UploadFields.Of(request).InteropVersion is not { } named
        ? InteropVersion.Newest
        : _served.FirstOrDefault(version => version.Number == named) is { } served
        ? served
        : FailureCatalogue.VersionUnsupported(
            ResumableProtocol.InteropVersion, named.ToString(CultureInfo.InvariantCulture), $"one of {Numbers()}");

    /// <summary>Where an upload stands that is not complete, or was not completed by this request.</summary>
    public IResult Position(HttpRequest request, int status, StreamPosition position, Action<IHeaderDictionary>? besides = null)
    {
        GivenAdvice.Note(request, position.Advice);
        return new Answer(Results.StatusCode(status), response =>
        {
            var headers = response.Headers;
            headers.CacheControl = "no-store";
            headers[ResumableProtocol.UploadOffset] = Text(position.OffsetBytes);
            headers[ResumableProtocol.UploadComplete] = position.Session.State is UploadState.Completed ? Yes : No;
            limit.Write(headers, position.ExpiresAt, position.Session.MaxBytes);
            if (position is { Session.State: UploadState.Open, PrefixCrc64: { } crc64 })
            {
                TransferPrefix.Write(headers, position.OffsetBytes, crc64);
            }

            besides?.Invoke(headers);
        });
    }

    /// <summary>
    /// What is answered once the file is there, whichever request was the last: "the response that matches what the resource ... would
    /// have generated if it had processed the entire representation in the initial request" (4.4.2).
    /// </summary>
    public IResult Final(HttpRequest request, StreamPosition position, string location)
    {
        GivenAdvice.Note(request, position.Advice);
        var session = position.Session;
        return JsonAnswer.Of(UploadJson.Of(session), ApiJson.Plain.UploadJson, StatusCodes.Status200OK, response =>
        {
            var headers = response.Headers;
            headers.Location = location;
            headers[ResumableProtocol.UploadOffset] = Text(position.OffsetBytes);
            headers[ResumableProtocol.UploadComplete] = Yes;
            limit.Write(headers, maxBytes: session.MaxBytes);
            if (session.File?.Sha256 is { } sha256)
            {
                headers[ResumableProtocol.ReprDigest] = $"sha-256=:{sha256.ToBase64()}:";
            }
        });
    }

    /// <summary>A failure, under the status after which clients of this protocol do the right thing.</summary>
    public IResult Problem(HttpRequest request, Failure failure)
    {
        var provided = UploadFields.Of(request).OffsetBytes;
        var isOffset = failure.Code is FailureCodes.OffsetMismatch;
        if (isOffset && provided is { } got)
        {
            failure = failure with
            {
                Facts = new Dictionary<string, object>(failure.Facts)
                {
                    ["expected-offset"] = failure.Facts["want"],
                    ["provided-offset"] = got,
                },
            };
        }

        var status = ProblemStatus.OfResumable(failure);
        return Http.Problem.Of(failure, status, response => Write(response, failure, status, provided), TypeOf(request, failure.Code));
    }

    private void Write(HttpResponse response, Failure failure, int status, long? provided)
    {
        // Only what was said of the whole file ends it: what else is wrong is the request's fault, not the file's.
        response.Headers[ResumableProtocol.UploadComplete] = failure.Code is FailureCodes.FileDigestMismatch ? Yes : No;
        var offset = failure.Code switch
        {
            FailureCodes.OffsetMismatch or FailureCodes.StreamConflict => failure.Facts["want"],
            FailureCodes.StreamInterrupted => failure.Facts["offset"],
            FailureCodes.StreamDigestMismatch => provided,
            _ => null,
        };
        if (offset is long at)
        {
            response.Headers[ResumableProtocol.UploadOffset] = Text(at);
        }

        if (failure.Code is FailureCodes.VersionUnsupported)
        {
            response.Headers[ResumableProtocol.InteropVersion] = Numbers();
        }

        if (status == StatusCodes.Status413PayloadTooLarge)
        {
            limit.Write(response.Headers, maxBytes: failure.Code is FailureCodes.LengthTooLarge ? failure.Facts["want"] as long? : null);
        }
    }

    private string? TypeOf(HttpRequest request, string code) => code switch
    {
        FailureCodes.OffsetMismatch => ResumableProtocol.MismatchingOffset,
        FailureCodes.LengthFixed or FailureCodes.LengthTooSmall or FailureCodes.StreamPastEnd => ResumableProtocol.InconsistentLength,
        FailureCodes.UploadCompleted when VersionOf(request).TryGet(out var version, out _) && version.NamesCompletedUploads =>
            version.RefusesMoreAsLength && request.ContentLength is not 0
                ? ResumableProtocol.InconsistentLength
                : ResumableProtocol.CompletedUpload,
        _ => null,
    };

    private string Numbers() => string.Join(", ", _served.Select(version => version.Number));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
