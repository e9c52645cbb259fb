using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace SmartTransfer.Functions.Http;

/// <summary>Bodies of several parts (RFC 2046, section 5.1), as forms send them: their bytes are not the file's.</summary>
internal static class Multipart
{
    private const string TypePrefix = "multipart/";

    /// <summary>Whether the request says that its body is one, and as what.</summary>
    public static bool IsIn(HttpRequest request, [NotNullWhen(true)] out string? type)
    {
        type = request.ContentType;
        return type.AsSpan().Trim().StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase);
    }
}
