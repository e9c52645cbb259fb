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
    public void Write(IHeaderDictionary headers, DateTimeOffset? expiresAt = null)
    {
        var invariant = CultureInfo.InvariantCulture;
        List<string> members = [string.Create(invariant, $"max-size={limits.MaxFileBytes}"), "min-size=0"];
        if (host.MaxBodyBytes is { } most)
        {
            members.Add(string.Create(invariant, $"max-append-size={most}"));
        }

        if (expiresAt is { } end)
        {
            members.Add(string.Create(invariant, $"max-age={Math.Max(0, (long)(end - clock.GetUtcNow()).TotalSeconds)}"));
        }

        headers[ResumableProtocol.UploadLimit] = string.Join(", ", members);
    }
}
