using SmartTransfer.Core.Identity;

namespace SmartTransfer.Core.Ports;

/// <summary>Another session is stored under the id of a new one.</summary>
public sealed class SessionExistsException : Exception
{
    /// <summary>Says of which upload.</summary>
    public SessionExistsException(UploadId id, Exception? innerException = null)
        : base($"Another session is stored under the id of upload {id}.", innerException)
    {
    }
}
