using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Identity;

namespace SmartTransfer.Functions.Http;

/// <summary>Where a new upload is found: below the address at which it was started.</summary>
internal static class CreatedPath
{
    /// <summary>The value of Location. A path, not a URL: behind the Functions host the worker does not know the name it is called by.</summary>
    public static string Of(HttpRequest request, UploadId id) => $"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{id.Value}";
}
