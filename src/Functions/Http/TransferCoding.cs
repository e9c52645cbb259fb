using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;

namespace SmartTransfer.Functions.Http;

/// <summary>
/// How a request's body was coded on its way (RFC 9112, section 6.1). Servers decode <c>chunked</c>, and hand on whatever lies
/// beneath it as if that were the body.
/// </summary>
internal static class TransferCoding
{
    /// <summary>
    /// Null where the body is what the client means, else why it is not. The RFC suggests 501 for a coding that is not
    /// understood; clients would try that again, for nothing.
    /// </summary>
    public static Failure? Check(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding.ToString();
        return coding.Length == 0 || coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? null
            : FailureCatalogue.TransferCodingUnsupported(coding);
    }
}
