using SmartTransfer.Core.Ports;

namespace SmartTransfer.Core.Events;

/// <summary>Everybody who is told of events.</summary>
/// <param name="All">The sinks; none where nobody is told.</param>
public sealed record EventSinks(IReadOnlyList<IEventSink> All)
{
    /// <summary>Whether anybody is told. Where nobody is, events cost nothing.</summary>
    public bool AreOn => All.Count > 0;
}
