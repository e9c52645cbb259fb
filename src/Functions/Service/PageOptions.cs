using SmartTransfer.Core.Options;

namespace SmartTransfer.Functions.Service;

/// <summary>The page that sends files from a browser. Section <c>SmartTransfer:Page</c>.</summary>
public sealed class PageOptions
{
    /// <summary>Whether GET /ui answers with the page, and GET / leads to it. Default: true.</summary>
    [Setting("true or false")]
    public bool Enabled { get; init; } = true;
}
