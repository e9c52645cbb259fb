using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>Where an upload stands in the lists, whatever they say of it.</summary>
/// <param name="Id">The upload's id.</param>
/// <param name="Owner">Whose it is; null where the service asked for no tokens.</param>
/// <param name="CreatedAt">When it was started.</param>
public readonly record struct ListPlace(UploadId Id, OwnerKey? Owner, DateTimeOffset CreatedAt)
{
    /// <summary>By what those name it who may not write to it.</summary>
    public UploadKey Key => UploadKey.Of(Id);

    /// <summary>Where a session is listed.</summary>
    public static ListPlace Of(UploadSession session) => new(session.Id, session.Owner, session.CreatedAt);
}
