using System.Globalization;

namespace SmartTransfer.Core.Failures;

/// <summary>
/// The catalogue of expected failures: every code that a client can meet, with its title and the sentence that says what
/// to do next. How a code travels (HTTP status, problem type) is decided by the protocol, not here.
/// </summary>
#pragma warning disable CS1591 // Each entry's title and detail are its documentation.
public static partial class FailureCatalogue
{
    // Client text stands in details and facts: long text is shown by its beginning only.
    private const int MaxShownChars = 64;
    private const int MaxFactChars = 128;
    private const int MaxDetailChars = 800;

    // What the client sent cannot be understood.
    public static Failure BodyMalformed(string why) =>
        New(
            FailureCodes.BodyMalformed,
            "The request body cannot be read",
            $"{why} Send one JSON object, as the API's documentation describes it.");

    public static Failure FieldInvalid(string field, string why) =>
        New(FailureCodes.FieldInvalid, "A field of the request is invalid", $"The field '{field}' {why}.", ("field", field));

    public static Failure MediaTypeUnsupported(string got, string want) =>
        New(
            FailureCodes.MediaTypeUnsupported,
            "The media type is not supported",
            $"The request's Content-Type is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("got", got),
            ("want", want));

    public static Failure ContentEncodingUnsupported(string got) =>
        New(
            FailureCodes.ContentEncodingUnsupported,
            "Encoded chunks are not supported",
            $"The request's Content-Encoding is {Quote(got)}. Send the chunk's bytes as they are, without Content-Encoding.",
            ("got", got));

    public static Failure TransferCodingUnsupported(string got) =>
        New(
            FailureCodes.TransferCodingUnsupported,
            "The transfer coding is not supported",
            $"The request's Transfer-Encoding is {Quote(got)}; only 'chunked' alone is understood. Send the bytes as they are. Nothing "
            + "was stored.",
            ("got", got),
            ("want", "chunked"));

    public static Failure QueryInvalid(string name, string got, string want) =>
        New(
            FailureCodes.QueryInvalid,
            "A query parameter is invalid",
            $"The query parameter '{name}' is {Quote(got)}; {want}.",
            ("field", name),
            ("got", Shown(got)));

    public static Failure ClientIdMalformed() =>
        New(
            FailureCodes.ClientIdMalformed,
            "The client's id is malformed",
            "Transfer-Client does not hold a usable id. Send 8 to 128 printable ASCII characters in double quotes (a UUID, for "
            + "instance), the same ones in every request, or leave the header out.",
            ("field", "Transfer-Client"),
            ("want", "\"8 to 128 characters\""));

    public static Failure HeaderInvalid(string header, string got, string want) =>
        New(
            FailureCodes.HeaderInvalid,
            "A header of the request is missing or invalid",
            $"The header {header} is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("field", header),
            ("got", Shown(got)),
            ("want", want));

    public static Failure ChecksumAlgorithmUnsupported(string got, string want) =>
        New(
            FailureCodes.ChecksumAlgorithmUnsupported,
            "The checksum's algorithm is not supported",
            $"Upload-Checksum names the algorithm {Quote(got)}; {want} are supported. Nothing was stored.",
            ("got", Shown(got)),
            ("want", want));

    public static Failure VersionUnsupported(string header, string got, string want) =>
        New(
            FailureCodes.VersionUnsupported,
            "This version of the protocol is not supported",
            $"{header} is {(got.Length == 0 ? "missing" : Quote(got))}; send {want}.",
            ("got", Shown(got)),
            ("want", want));

    public static Failure MethodUnsupported(string got) =>
        New(
            FailureCodes.MethodUnsupported,
            "This address does not support the method",
            $"X-HTTP-Method-Override names {Quote(got)}, which this address does not support. At the address of an upload it may name "
            + "HEAD, PATCH or DELETE; where uploads are started, POST.",
            ("got", Shown(got)));

    public static Failure MethodNotAllowed(string got, string want) =>
        New(
            FailureCodes.MethodNotAllowed,
            "This address does not support the method",
            $"This address does not support {Quote(got)}. It supports {want}.",
            ("got", Shown(got)),
            ("want", want));

    public static Failure PathNotFound() =>
        New(
            FailureCodes.PathNotFound,
            "There is nothing at this address",
            "The API has no call with this path. GET /openapi.json, below the same prefix, lists its calls.");

    public static Failure RequestTooLarge() =>
        New(
            FailureCodes.RequestTooLarge,
            "The request body is too large",
            "The body is larger than this request allows. Send the bytes of the file to /chunks/{offset}.");

    private static string Shown(string got) => PrintableText.Of(got, MaxShownChars);

    private static string Quote(string got) => $"'{Shown(got)}'";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Failure New(string code, string title, string detail, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        var named = new Dictionary<string, object>(facts.Length);
        foreach (var (name, value) in facts)
        {
            named.Add(name, value is string text ? PrintableText.Of(text, MaxFactChars) : value);
        }

        return new Failure(code, title, PrintableText.Of(detail, MaxDetailChars)) { Facts = named };
    }
}
