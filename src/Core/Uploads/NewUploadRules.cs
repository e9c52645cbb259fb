using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Rules;

namespace SmartTransfer.Core.Uploads;

/// <summary>What an upload must be like to be started, and how long it lives.</summary>
public sealed class NewUploadRules(LimitOptions limits, SessionOptions options)
{
    /// <summary>How long an upload lives after its last chunk.</summary>
    public TimeSpan Lifetime => options.Lifetime;

    /// <summary>Null where the upload can be started, else why not.</summary>
    public Failure? Check(NewUpload wanted) =>
        (wanted.LengthBytes is { } length
            ? LengthRule.Check(length, Math.Min(wanted.MaxBytes ?? long.MaxValue, limits.MaxFileBytes))
            : null)
        ?? FileNameRule.Check(wanted.FileName, limits.MaxFileNameChars)
        ?? (wanted.ContentType is null ? null : ContentTypeRule.Check(wanted.ContentType))
        ?? MetadataRule.Check(wanted.Metadata, limits.MaxMetadataBytes)
        ?? Sha256Rule.Check(wanted.Expected, wanted.LengthBytes, limits.MaxSha256FileBytes);
}
