using SmartTransfer.Core.Identity;
using SmartTransfer.Core.Ports;
using SmartTransfer.Core.Sessions;

namespace SmartTransfer.Testing.Events;

/// <summary>Writes of an event only what it is, and to which upload it happened.</summary>
public sealed class PlainEventWriter : IEventWriter
{
    public EventMessage Write(UploadSession session, SessionEvent told) => new(
        told.Id, told.Kind.ToString(), UploadKey.Of(session.Id).Value, told.At, System.Text.Encoding.UTF8.GetBytes($"\"{told.Kind}\""));
}
