using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>An upload as a list has it: as it was started, or as it ended.</summary>
/// <param name="Id">The upload's id.</param>
/// <param name="Owner">Whose it is; null where the service asked for no tokens.</param>
/// <param name="State">Where it stood when it was noted: open, or a final state.</param>
/// <param name="Role">What it is for.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="LengthBytes">Length of the file, in bytes; null where it was not declared yet.</param>
/// <param name="ContentType">Media type of the file.</param>
/// <param name="CreatedAt">When it was started: lists are in this order, the latest first.</param>
/// <param name="EndedAt">When it reached a final state; null before.</param>
public sealed record ListedUpload(
    UploadId Id,
    OwnerKey? Owner,
    UploadState State,
    UploadRole Role,
    string FileName,
    long? LengthBytes,
    string ContentType,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt)
{
    /// <summary>By what those name it who may not write to it.</summary>
    public UploadKey Key => UploadKey.Of(Id);

    /// <summary>Where it stands.</summary>
    public ListPlace Place => new(Id, Owner, CreatedAt);

    /// <summary>A session as lists have it.</summary>
    public static ListedUpload Of(UploadSession session) => new(
        session.Id,
        session.Owner,
        session.State,
        session.Role,
        session.FileName,
        session.LengthBytes,
        session.ContentType,
        session.CreatedAt,
        session.ClosedAt);
}
