using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>The preconditions of tus requests, each with a name; each verb lists its own in the order in which they are asked.</summary>
internal static class TusRules
{
    private const string NumberOfBytes = "a whole number of bytes, 0 or more";

    /// <summary>The first rule that does not hold; null when all do.</summary>
    public static Failure? FirstBroken(this IEnumerable<TusRule> rules, HttpRequest request) =>
        rules.Select(rule => rule(request)).FirstOrDefault(failure => failure is not null);

    public static Failure? VersionIsSupported(HttpRequest request) =>
        request.Headers[TusProtocol.TusResumable].ToString() is var version && version == TusProtocol.Version
            ? null
            : FailureCatalogue.VersionUnsupported(TusProtocol.TusResumable, version, TusProtocol.Version);

    public static Failure? BodyIsOffsetOctetStream(HttpRequest request) =>
        IsOffsetOctetStream(request)
            ? null
            : FailureCatalogue.MediaTypeUnsupported(request.ContentType ?? string.Empty, TusProtocol.OffsetOctetStream);

    public static Failure? BodyIsAbsentOrOffsetOctetStream(HttpRequest request) =>
        request.ContentLength is > 0 ? BodyIsOffsetOctetStream(request) : null;

    public static Failure? BodyIsNotEncoded(HttpRequest request)
    {
        if (TransferCoding.Check(request) is { } coded)
        {
            return coded;
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? null
            : FailureCatalogue.ContentEncodingUnsupported(encoding);
    }

    public static Failure? OffsetIsGiven(HttpRequest request) =>
        IsNumber(request, TusProtocol.UploadOffset) ? null : Invalid(request, TusProtocol.UploadOffset, NumberOfBytes);

    public static Failure? LengthIsUsableIfGiven(HttpRequest request) =>
        !Has(request, TusProtocol.UploadLength) || IsNumber(request, TusProtocol.UploadLength)
            ? null
            : Invalid(request, TusProtocol.UploadLength, NumberOfBytes);

    public static Failure? LengthIsGivenOrDeferred(HttpRequest request)
    {
        if (IsFinal(request))
        {
            return null;
        }

        if (!Has(request, TusProtocol.UploadDeferLength))
        {
            return IsNumber(request, TusProtocol.UploadLength)
                ? null
                : Invalid(request, TusProtocol.UploadLength, $"{NumberOfBytes}, or Upload-Defer-Length: 1 if it is not known yet");
        }

        return request.Headers[TusProtocol.UploadDeferLength] == "1" && !Has(request, TusProtocol.UploadLength)
            ? null
            : Invalid(request, TusProtocol.UploadDeferLength, "1 without an Upload-Length");
    }

    public static Failure? ConcatenationIsUsable(HttpRequest request) => UploadConcat.Read(request).Failure;

    /// <summary>
    /// Concatenation: "The Client MUST NOT include the Upload-Length header in the final upload creation." Nor has one bytes of
    /// its own.
    /// </summary>
    public static Failure? FinalUploadHasItsPartsAlone(HttpRequest request) => request switch
    {
        _ when !IsFinal(request) => null,
        _ when Has(request, TusProtocol.UploadLength) =>
            Invalid(request, TusProtocol.UploadLength, "no Upload-Length for a final upload, because its parts give its length"),
        _ when Has(request, TusProtocol.UploadDeferLength) =>
            Invalid(request, TusProtocol.UploadDeferLength, "no Upload-Defer-Length for a final upload, because its parts give its length"),
        _ => request.ContentLength is > 0 ? FailureCatalogue.UploadIsFinal() : null,
    };

    public static Failure? ChecksumIsUsable(HttpRequest request) => UploadChecksum.Check(request);

    /// <summary>Whether the request's body is a part of an upload.</summary>
    public static bool IsOffsetOctetStream(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(TusProtocol.OffsetOctetStream, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The number in a header whose rule holds; null if there is none. One beyond 64 bits is the largest that they hold: too large
    /// for a length, and elsewhere than any upload stands.
    /// </summary>
    public static long? Number(HttpRequest request, string header) =>
        WholeNumber.TryParse(request.Headers[header].ToString(), out var number) ? number : null;

    private static bool IsFinal(HttpRequest request) => UploadConcat.Read(request) is { Failure: null, Value.Role: UploadRole.Final };

    private static bool Has(HttpRequest request, string header) => request.Headers[header].Count > 0;

    private static bool IsNumber(HttpRequest request, string header) =>
        request.Headers[header].Count == 1 && Number(request, header) is not null;

    private static Failure Invalid(HttpRequest request, string header, string want) =>
        FailureCatalogue.HeaderInvalid(header, request.Headers[header].ToString(), want);
}
