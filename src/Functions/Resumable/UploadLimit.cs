using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartTransfer.Core.Options;
using SmartTransfer.Functions.Http;

namespace SmartTransfer.Functions.Resumable;

/// <summary>
/// The field Upload-Limit (4.1.4): what an upload may have. The limits do not change while an upload lives; what a client should rather do
/// is in Transfer-Advice, as everywhere.
/// </summary>
internal sealed class UploadLimit(LimitOptions limits, HostAbilities host, TimeProvider clock)
{
    /// <summary>Writes it.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="expiresAt">When the upload expires; null for none, or where it is complete.</param>
    /// <param name="maxBytes">The most bytes that this very upload may have; null for what any may have.</param>
    public void Write(IHeaderDictionary headers, DateTimeOffset? expiresAt = null, long? maxBytes = null)
    {
        var invariant = CultureInfo.InvariantCulture;
        var most = Math.Min(maxBytes ?? limits.MaxFileBytes, limits.MaxFileBytes);
        List<string> members = [string.Create(invariant, $"max-size={most}"), "min-size=0"];
        if (host.MaxBodyBytes is { } body)
        {
            members.Add(string.Create(invariant, $"max-append-size={body}"));
        }

        if (expiresAt is { } end)
        {
            members.Add(string.Create(invariant, $"max-age={Math.Max(0, (long)(end - clock.GetUtcNow()).TotalSeconds)}"));
        }

        headers[ResumableProtocol.UploadLimit] = string.Join(", ", members);
    }
}
