using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Core.Ports;

/// <summary>Writes events as others read them.</summary>
public interface IEventWriter
{
    /// <summary>Writes an event of an upload. Nothing in it lets its reader write to the upload, or read its file.</summary>
    EventMessage Write(UploadSession session, SessionEvent told);
}
