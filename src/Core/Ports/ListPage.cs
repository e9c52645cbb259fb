namespace SmartTransfer.Core.Ports;

/// <summary>A page of a list.</summary>
/// <param name="Uploads">The uploads, the one that was started last first.</param>
/// <param name="Continuation">Where it goes on; null at the end. There may be one though nothing follows.</param>
public sealed record ListPage(IReadOnlyList<ListedUpload> Uploads, string? Continuation);
