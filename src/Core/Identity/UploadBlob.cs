namespace SmartTransfer.Core.Identity;

/// <summary>Where the bytes of an upload are: in the blob of this name, for as long as it is this upload's.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Name">The blob's name.</param>
public readonly record struct UploadBlob(UploadId Upload, BlobName Name)
{
    /// <summary>
    /// Whether the name has the upload's key in it, so that no other upload can have the same name. Costs a hash: not for each chunk.
    /// </summary>
    public bool IsOwn => Name.Value.Contains(UploadKey.Of(Upload).Value, StringComparison.Ordinal);

    /// <summary>The blob of an upload that is named by its key alone.</summary>
    public static UploadBlob Of(UploadId upload) => new(upload, BlobName.Of(UploadKey.Of(upload)));

    /// <summary>The blob's name.</summary>
    public override string ToString() => Name.ToString();
}
