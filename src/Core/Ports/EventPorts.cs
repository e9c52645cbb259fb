namespace SmartTransfer.Core.Ports;

/// <summary>Who is told of events, and in what form.</summary>
/// <param name="Sinks">The sinks; none where nobody is told.</param>
/// <param name="Writer">Writes events.</param>
public sealed record EventPorts(IReadOnlyList<IEventSink> Sinks, IEventWriter Writer)
{
    /// <summary>Nobody is told.</summary>
    public static EventPorts None { get; } = new([], new Silence());

    private sealed class Silence : IEventWriter
    {
        public EventMessage Write(Sessions.UploadSession session, Sessions.SessionEvent told) =>
            throw new InvalidOperationException("Nobody is told of events.");
    }
}
