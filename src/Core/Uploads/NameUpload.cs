using SmartTransfer.Core.Failures;
using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Options;
using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Uploads;

/// <summary>Gives a new upload its id and its blob's name, by the template or as it was asked for.</summary>
public sealed class NameUpload(IUploadIds ids, FilesOptions files, ClaimName claimName)
{
    /// <summary>Chooses both; stores nothing.</summary>
    internal Outcome<UploadBlob> Choose(NewUpload wanted, DateTimeOffset now)
    {
        var id = wanted.Id ?? ids.Next();
        if (wanted.BlobName is not { } name
            && !files.Template.TryName(new NamedFile(UploadKey.Of(id), wanted.Owner, now, wanted.FileName), out name, out var broken))
        {
            return FailureCatalogue.FileNameInvalid($"gives its blob a name that {broken}");
        }

        // Names with an upload's key in them are not claimed, so a client that chose such a name would stage into another's blob.
        var blob = new UploadBlob(id, name);
        return !blob.IsOwn && UploadKey.FindLike(wanted.FileName) is { } key && name.Value.Contains(key, StringComparison.Ordinal)
            ? FailureCatalogue.FileNameInvalid($"has '{key}' in it, which may be the key of another upload: choose another name")
            : blob;
    }

    /// <summary>Claims the name, so that no other upload stages under it.</summary>
    internal Task<ClaimedName> ClaimAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        claimName.RunAsync(blob, cancellationToken);

    /// <summary>Gives the name back, because the upload is not started after all.</summary>
    internal Task GiveBackAsync(ClaimedName name, CancellationToken cancellationToken) =>
        claimName.GiveBackAsync(name, cancellationToken);
}
