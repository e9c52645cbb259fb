using Microsoft.Net.Http.Headers;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Functions.Headers;

/// <summary>Which version of a file answers tell, and conditions of requests mean.</summary>
/// <param name="Tag">Its entity tag.</param>
/// <param name="LastModifiedAt">When it was modified.</param>
internal readonly record struct FileVersion(EntityTagHeaderValue Tag, DateTimeOffset LastModifiedAt)
{
    /// <summary>
    /// The version of a file that is told now. Storage's clock may be ahead of ours: RFC 9110, section 8.8.2.1, allows no Last-Modified
    /// later than Date.
    /// </summary>
    public static FileVersion Of(StoredContent content, DateTimeOffset now) =>
        new(new EntityTagHeaderValue(content.ETag), content.LastModifiedAt < now ? content.LastModifiedAt : now);
}
