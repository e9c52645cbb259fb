using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Sessions;

/// <summary>The upload that a request names, with its session where that was read for this very request: it is then not read again.</summary>
/// <param name="Id">The upload.</param>
/// <param name="Session">The session as the store held it after the request had come; null where it was not read, or came from a cache.</param>
public readonly record struct NamedUpload(UploadId Id, StoredSession? Session = null)
{
    /// <summary>An upload whose session was not read yet.</summary>
    public static implicit operator NamedUpload(UploadId id) => new(id);
}
