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
        if (wanted.BlobName is { } given)
        {
            return new UploadBlob(id, given);
        }

        return files.Template.TryName(new NamedFile(UploadKey.Of(id), wanted.Owner, now, wanted.FileName), out var name, out var broken)
            ? new UploadBlob(id, name)
            : FailureCatalogue.FileNameInvalid($"gives its blob a name that {broken}");
    }

    /// <summary>Claims the name, so that no other upload stages under it.</summary>
    internal Task<ClaimedName> ClaimAsync(UploadBlob blob, CancellationToken cancellationToken) =>
        claimName.RunAsync(blob, cancellationToken);

    /// <summary>Gives the name back, because the upload is not started after all.</summary>
    internal Task GiveBackAsync(ClaimedName name, CancellationToken cancellationToken) =>
        claimName.GiveBackAsync(name, cancellationToken);
}
