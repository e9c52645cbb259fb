namespace SmartTransfer.Core.Uploads;

/// <summary>A page of a list of uploads.</summary>
/// <param name="Uploads">The uploads, the one that was started last first.</param>
/// <param name="Continuation">Where it goes on; null at the end.</param>
public sealed record UploadPage(IReadOnlyList<ListedStatus> Uploads, string? Continuation);
