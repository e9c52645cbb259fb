using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Network;

namespace SmartTransfer.Functions.Headers;

/// <summary>The advice as a response header: a dictionary of RFC 8941.</summary>
internal static class AdviceHeader
{
    public const string Name = "Transfer-Advice";

    public static void Write(IHeaderDictionary headers, TransferAdvice advice) => headers[Name] = Format(advice);

    public static string Format(TransferAdvice advice)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"chunk-bytes={advice.ChunkBytes}, min-chunk-bytes={advice.MinChunkBytes}, max-chunk-bytes={advice.MaxChunkBytes}");
        text.Append(CultureInfo.InvariantCulture, $", parallel={advice.Parallelism}, tier={advice.Tier.ToString().ToLowerInvariant()}, stability={advice.Stability.ToString().ToLowerInvariant()}");
        text.Append(CultureInfo.InvariantCulture, $", retry-ms={(long)advice.RetryDelay.TotalMilliseconds}, max-retries={advice.MaxRetries}");
        if (advice.GoodputBytesPerSecond is { } goodput)
        {
            text.Append(CultureInfo.InvariantCulture, $", goodput={goodput}");
        }

        if (advice.SuccessRate is { } rate)
        {
            text.Append(CultureInfo.InvariantCulture, $", success={rate:0.0##}");
        }

        return text.ToString();
    }
}
