namespace SmartTransfer.Core.Identity;

/// <summary>What a blob's name may be made of.</summary>
/// <param name="Key">The upload's key.</param>
/// <param name="Owner">Whom the upload belongs to; null for nobody.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="FileName">The file's bare name, checked by <c>FileNameRule</c>.</param>
public readonly record struct NamedFile(UploadKey Key, OwnerKey? Owner, DateTimeOffset StartedAt, string FileName);
