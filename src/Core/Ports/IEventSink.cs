namespace SmartTransfer.Core.Ports;

/// <summary>Where events are delivered to. Takes one at a time of each upload, and may be given one again.</summary>
public interface IEventSink
{
    /// <summary>Names the sink in entries, logs and metrics, the same at every start: 1 to 32 characters of a-z, 0-9 and -.</summary>
    string Name { get; }

    /// <summary>Delivers an event.</summary>
    /// <returns>What came of it; delivered only where the receiver has said that it has the event.</returns>
    /// <exception cref="StorageUnavailableException">There was no answer, or one that says to try again.</exception>
    Task<SinkAnswer> SendAsync(EventMessage message, CancellationToken cancellationToken);

    /// <summary>Sends again to a receiver that wanted no more, because an operator says so.</summary>
    void Resume()
    {
    }
}
