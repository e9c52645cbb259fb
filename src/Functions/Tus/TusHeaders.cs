using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Sessions;
using SmartTransfer.Core.Streams;
using SmartTransfer.Functions.Headers;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Tus;

/// <summary>Headers that several verbs answer with.</summary>
internal static class TusHeaders
{
    /// <summary>An answer that tells where the upload stands.</summary>
    public static Answer Answer(HttpRequest request, int status, StreamPosition position, Action<IHeaderDictionary>? besides = null)
    {
        GivenAdvice.Note(request, position.Advice);
        return new Answer(Results.StatusCode(status), response =>
        {
            Write(response.Headers, position);
            besides?.Invoke(response.Headers);
        });
    }

    /// <summary>
    /// Where the upload stands, and when it expires. Expiration: Upload-Expires "MUST be included in
    /// every PATCH response if the upload is going to expire"; its value is a date of RFC 9110.
    /// </summary>
    private static void Write(IHeaderDictionary headers, StreamPosition position)
    {
        // Concatenation: of a final upload there SHOULD be none "unless the concatenation has been successfully finished".
        if (position.Session is not { Role: UploadRole.Final, State: not UploadState.Completed })
        {
            headers[TusProtocol.UploadOffset] = position.OffsetBytes.ToString(CultureInfo.InvariantCulture);
        }

        if (position is { Session.State: UploadState.Open, PrefixCrc64: { } crc64 })
        {
            TransferPrefix.Write(headers, position.OffsetBytes, crc64);
        }

        if (position.ExpiresAt is { } expiresAt)
        {
            headers[TusProtocol.UploadExpires] = expiresAt.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);
        }

        headers.CacheControl = "no-store";
    }
}
