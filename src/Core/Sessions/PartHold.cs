using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Sessions;

/// <summary>Says in a partial upload that a final one was started with it, and keeps it until that has ended.</summary>
/// <param name="Final">The final upload. Its session is written after this, so it may not be there yet.</param>
/// <param name="Since">When it was started.</param>
public readonly record struct PartHold(UploadId Final, DateTimeOffset Since);
