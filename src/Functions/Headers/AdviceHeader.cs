using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Links;
using SmartTransfer.Functions.Headers.Structured;

namespace SmartTransfer.Functions.Headers;

/// <summary>The advice as a response header: a dictionary of RFC 9651.</summary>
internal static class AdviceHeader
{
    public const string Name = "Transfer-Advice";

    public static void Write(IHeaderDictionary headers, TransferAdvice advice) => headers[Name] = Format(advice);

    public static string Format(TransferAdvice advice)
    {
        var members = new OrderedDictionary<string, FieldMember>
        {
            ["chunk-bytes"] = BareItem.Integer(advice.ChunkBytes),
            ["min-chunk-bytes"] = BareItem.Integer(advice.MinChunkBytes),
            ["max-chunk-bytes"] = BareItem.Integer(advice.MaxChunkBytes),
            ["parallel"] = BareItem.Integer(advice.Parallelism),
            ["tier"] = BareItem.Token(advice.Tier.ToString().ToLowerInvariant()),
            ["stability"] = BareItem.Token(advice.Stability.ToString().ToLowerInvariant()),
            ["retry-ms"] = BareItem.Integer((long)advice.RetryDelay.TotalMilliseconds),
            ["max-retries"] = BareItem.Integer(advice.MaxRetries),
        };
        if (advice.GoodputBytesPerSecond is { } goodput)
        {
            // Chunks that seem to take no time at all make it longer than a number may be here.
            members["goodput"] = BareItem.Integer(Math.Min(goodput, BareItem.MaxInteger));
        }

        if (advice.SuccessRate is { } rate)
        {
            members["success"] = BareItem.Decimal((decimal)rate);
        }

        return StructuredDictionary.Format(members);
    }
}
