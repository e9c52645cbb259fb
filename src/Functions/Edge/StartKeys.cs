using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Uploads;
using SmartTransfer.Functions.Authorization;
using SmartTransfer.Functions.Headers;

namespace SmartTransfer.Functions.Edge;

/// <summary>
/// Under which key a request starts its upload once. A key is the caller's own: whom the token names; without tokens, who has the same
/// function key and calls itself the same (Transfer-Client). Never its address, which changes on the way home.
/// </summary>
internal static class StartKeys
{
    /// <summary>Reads it.</summary>
    /// <param name="request">The request, which was let in.</param>
    /// <param name="wanted">What it asks for.</param>
    /// <param name="dialect">By which protocol.</param>
    /// <param name="key">The key; null where the request has none.</param>
    /// <returns>Null, or why the key cannot be used.</returns>
    public static Failure? Read(HttpRequest request, NewUpload wanted, Dialect dialect, out StartKey? key)
    {
        var failure = IdempotencyKey.Read(request, out var text);
        key = text is null
            ? null
            : new StartKey(ClaimKey.OfStart(CallerOf(request), text), StartFingerprint.Of(wanted, dialect));
        return failure;
    }

    // No header has a line feed in it, so no two callers give the same text.
    private static string CallerOf(HttpRequest request)
    {
        if (Caller.Of(request).Owner is { } owner)
        {
            return $"owner\n{owner.Value}";
        }

        var functionKey = request.Headers["x-functions-key"].ToString();
        return $"key\n{(functionKey.Length > 0 ? functionKey : request.Query["code"].ToString())}\n{request.Headers[ClientIdentity.Name]}";
    }
}
