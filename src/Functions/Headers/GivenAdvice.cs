using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Links;

namespace SmartTransfer.Functions.Headers;

/// <summary>The advice that a verb gave with its result: noted on the request, so that it is sent and measured once, and no other is made.</summary>
internal static class GivenAdvice
{
    private static readonly object Key = new();

    /// <summary>Notes it.</summary>
    public static void Note(HttpRequest request, TransferAdvice advice) => request.HttpContext.Items[Key] = advice;

    /// <summary>What was noted; null for nothing.</summary>
    public static TransferAdvice? Of(HttpContext context) => context.Items[Key] as TransferAdvice;
}
