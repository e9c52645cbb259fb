using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>An upload that counts as open for its client.</summary>
/// <param name="Id">The upload.</param>
/// <param name="AddedAt">When it was noted, which is before its session is written.</param>
public readonly record struct OpenUpload(UploadId Id, DateTimeOffset AddedAt);
