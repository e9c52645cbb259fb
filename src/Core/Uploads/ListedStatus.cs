using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>An upload of a list, with what its session says of it where it is open.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="ExpiresAt">When it expires unless it is touched before; null where it is not open, or lives as long as its parts.</param>
public sealed record ListedStatus(ListedUpload Upload, DateTimeOffset? ExpiresAt);
